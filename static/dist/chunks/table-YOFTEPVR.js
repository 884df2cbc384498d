import{b as a,c as b,d as c}from"./chunk-UIPHFN7B.js";import"./chunk-5MEY66H5.js";import"./chunk-MYN2RQWK.js";export{a as compare,c as draw,b as fillTable};
