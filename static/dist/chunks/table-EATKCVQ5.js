import{d as a,e as b,f as c}from"./chunk-VREQ2E26.js";import"./chunk-5MEY66H5.js";import"./chunk-MYN2RQWK.js";export{a as compare,c as draw,b as fillTable};
