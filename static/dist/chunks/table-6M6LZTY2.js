import{a,b,c}from"./chunk-DT2MIGQ6.js";import"./chunk-HL7VPTXB.js";import"./chunk-5MEY66H5.js";import"./chunk-MYN2RQWK.js";export{a as compare,c as draw,b as fillTable};
