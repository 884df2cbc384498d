import{b as i}from"./chunk-MYN2RQWK.js";var s=i((t,m)=>{"use strict";m.exports={min:"zmin",max:"zmax"}});export{s as a};
