{{- define "pilotba.labels" -}}
app.kubernetes.io/name: pilotba
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "pilotba.selector" -}}
app.kubernetes.io/name: pilotba
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "pilotba.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "pilotba.secret" -}}
{{ .Values.existingSecret | default (printf "%s-pilotba" .Release.Name) }}
{{- end }}

{{/* What the containers of every role have in common. */}}
{{- define "pilotba.container" -}}
image: {{ include "pilotba.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
envFrom:
  - configMapRef: { name: {{ .Release.Name }}-pilotba }
  - secretRef: { name: {{ include "pilotba.secret" . }} }
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: ["ALL"] }
  seccompProfile: { type: RuntimeDefault }
volumeMounts:
  - { name: data, mountPath: /data }
  - { name: tmp, mountPath: /tmp }
{{- end }}

{{/* Folders of a pod: what it keeps for itself, with a limit. Call with the limit. */}}
{{- define "pilotba.volumes" -}}
- name: data
  emptyDir: { sizeLimit: {{ . }} }
- name: tmp
  emptyDir: {}
{{- end }}
