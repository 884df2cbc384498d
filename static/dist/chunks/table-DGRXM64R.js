import{a,b,c}from"./chunk-QZLX5O53.js";import"./chunk-HL7VPTXB.js";import"./chunk-JLU3R7RJ.js";import"./chunk-MYN2RQWK.js";export{a as compare,c as draw,b as fillTable};
