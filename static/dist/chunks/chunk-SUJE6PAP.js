import{b as C}from"./chunk-MYN2RQWK.js";var L=C((R,O)=>{"use strict";O.exports={INCREASING:{COLOR:"#3D9970",SYMBOL:"▲"},DECREASING:{COLOR:"#FF4136",SYMBOL:"▼"}}});export{L as a};
