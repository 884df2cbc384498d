// The passes of the GPU path. Counts add up in a float texture (red, green, blue: summed colour; alpha: count), bins are the top bits of the
// count as in render/tonemap.js, and the histogram, the ranks and the colours never leave the GPU.
import { BINS, BIN_SHIFT, FIRST_BIN, LEAST, ONE, WHOLE } from '../render/tonemap.js';

const HEAD = '#version 300 es\nprecision highp float;precision highp int;precision highp sampler2D;\n';
const BIN = `int bin(float c){ return min(int(floatBitsToUint(c)>>${BIN_SHIFT}u)-${FIRST_BIN},${BINS - 1}); }
float countOf(int b){ return uintBitsToFloat(uint((b+${FIRST_BIN})*2+1)<<${BIN_SHIFT - 1}u); }`;
const WHOLE_SCREEN = `${HEAD}void main(){ vec2 p=vec2(gl_VertexID&1,gl_VertexID>>1)*4.-1.; gl_Position=vec4(p,0.,1.); }`;

/** Every row adds its colour and one to the pixels of its mark. Code 255 marks a row without a value. */
export const ACCUMULATE = [`${HEAD}
layout(location=0) in vec2 pos; layout(location=1) in uint code;
uniform vec4 view; uniform float mark; uniform uint hidden; uniform vec3 colours[8]; flat out vec3 colour;
void main(){
  bool out_=code>7u||((hidden>>code)&1u)==1u;
  gl_Position=out_?vec4(2.,2.,2.,1.):vec4(pos*view.xy+view.zw,0.,1.);
  gl_PointSize=mark; colour=out_?vec3(0.):colours[code];
}`, `${HEAD}
flat in vec3 colour; uniform float mark; uniform float disc; uniform float weight; out vec4 sum;
void main(){
  float cover=disc>0.?clamp(disc*.5+.5-length(gl_PointCoord-.5)*mark,0.,1.):1.;
  sum=vec4(colour,1.)*cover*weight;
}`];

/** Every pixel adds one to its bin. */
export const HISTOGRAM = [`${HEAD}${BIN}
uniform sampler2D counts; uniform int width;
void main(){
  float c=texelFetch(counts,ivec2(gl_VertexID%width,gl_VertexID/width),0).a; int b=bin(c);
  gl_PointSize=1.; gl_Position=b<0?vec4(2.,2.,2.,1.):vec4((float(b)+.5)/${BINS}.*2.-1.,0.,0.,1.);
}`, `${HEAD}out vec4 one; void main(){ one=vec4(1.); }`];

/** Opacity of each bin: toneTable() of render/tonemap.js. */
export const TABLE = [WHOLE_SCREEN, `${HEAD}${BIN}
uniform sampler2D histogram; uniform int tone; out vec4 opacity;
void main(){
  int n=int(gl_FragCoord.x), top=0; float pixels=0.,sum=0.,below=0.;
  for(int b=${WHOLE};b<${BINS};b++){ float h=texelFetch(histogram,ivec2(b,0),0).r; pixels+=h; sum+=h*countOf(b); if(b<=n) below+=h; if(h>0.) top=b; }
  float c=countOf(n), crowded=pixels>0.?smoothstep(2.,8.,sum/pixels):0.;
  float most=countOf(top), rank=pixels>0.?below/pixels:0., share=tone==2?log(1.+c)/log(1.+most):tone==3?c/most:rank;
  float blended=1.-pow(${1 - ONE},c), toned=(${LEAST}+${1 - LEAST}*min(1.,share))*min(1.,c);
  opacity=vec4(tone==0?mix(blended,toned,crowded):toned);
}`];

/** Counts and colours to the picture, premultiplied. */
export const TONE = [WHOLE_SCREEN, `${HEAD}${BIN}
uniform sampler2D counts; uniform sampler2D table; uniform vec3 low; uniform vec3 high; uniform bool coloured; out vec4 pixel;
void main(){
  vec4 s=texelFetch(counts,ivec2(gl_FragCoord.xy),0); int b=bin(s.a);
  if(b<0){ pixel=vec4(0.); return; }
  float t=clamp(texelFetch(table,ivec2(b,0),0).r,0.,1.), a=coloured?t:min(1.,t*1.25);
  pixel=vec4((coloured?s.rgb/s.a:mix(low,high,t))*a,a);
}`];
