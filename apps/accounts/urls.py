"""Pages of accounts; signing in and out with a password is in entrance_urls.py."""

from __future__ import annotations

from django.urls import path

from .views import address, entrance, factors, favourites, keys, people, service_accounts, session, sessions, trail, workspaces

app_name = "accounts"
urlpatterns = [
    path("accounts/link/<str:secret>/", entrance.link, name="link"),
    path("invitations/<str:secret>/", entrance.invitation, name="invitation"),
    path("session/", session.status, name="session"),
    path("session/stay/", session.stay, name="session_stay"),
    path("settings/", people.settings, name="settings"),
    path("settings/email/", address.form, name="address"),
    path("settings/email/code/", address.code, name="address_code"),
    path("settings/theme/", people.theme, name="theme"),
    path("settings/tokens/revoke/", people.revoke_tokens, name="revoke_tokens"),
    path("favourites/<str:kind>/<str:object_id>/", favourites.star, name="star"),
    path("settings/sessions/everywhere/", sessions.end_everywhere, name="sessions_everywhere"),
    path("settings/sessions/end/", sessions.end_others, name="sessions_end"),
    path("settings/sessions/<int:place_id>/end/", sessions.end, name="session_end"),
    path("settings/second-step/app/", factors.app, name="factor_app"),
    path("settings/second-step/passkey/", factors.passkey, name="factor_passkey"),
    path("settings/second-step/codes/", factors.recovery_codes, name="recovery_codes"),
    path("settings/second-step/<int:factor_id>/remove/", factors.remove, name="factor_remove"),
    path("settings/devices/<str:device_id>/revoke/", factors.revoke_device, name="device_revoke"),
    path("settings/keys/", keys.make, name="key_make"),
    path("settings/keys/<str:key_id>/revoke/", keys.revoke, name="key_revoke"),
    path("workspace/new/", workspaces.new, name="workspace_new"),
    path("workspace/rename/", workspaces.rename, name="workspace_rename"),
    path("workspace/services/", service_accounts.index, name="services"),
    path("workspace/services/<str:account_id>/remove/", service_accounts.remove, name="service_remove"),
    path("workspace/services/<str:account_id>/keys/", service_accounts.make_key, name="service_key_make"),
    path("workspace/services/<str:account_id>/keys/<str:key_id>/revoke/", service_accounts.revoke_key, name="service_key_revoke"),
    path("workspace/security/", workspaces.security, name="workspace_security"),
    path("workspace/switch/", workspaces.switch, name="workspace_switch"),
    path("workspace/audit/", trail.index, name="trail"),
    path("workspace/audit/export/", trail.export, name="trail_export"),
    path("workspace/audit/check/", trail.check, name="trail_check"),
    path("workspace/audit/keep/", trail.keep, name="trail_keep"),
    path("workspace/members/", workspaces.members, name="members"),
    path("workspace/members/add/", workspaces.member_add, name="member_add"),
    path("workspace/members/<str:user_id>/role/", workspaces.member_role, name="member_role"),
    path("workspace/members/<str:user_id>/remove/", workspaces.member_remove, name="member_remove"),
    path("workspace/invitations/<str:invitation_id>/withdraw/", workspaces.invitation_withdraw, name="invitation_withdraw"),
]
