import{b as r}from"./chunk-MYN2RQWK.js";var a=r((c,m)=>{"use strict";m.exports={container:"marker",min:"cmin",max:"cmax"}});export{a};
