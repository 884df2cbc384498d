import{b as t}from"./chunk-MYN2RQWK.js";var a=t((s,e)=>{"use strict";e.exports={TEXTPAD:3,eventDataKeys:["value","label"]}});export{a};
