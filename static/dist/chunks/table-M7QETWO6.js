import{a,b,c}from"./chunk-BL76LYMH.js";import"./chunk-HL7VPTXB.js";import"./chunk-SDJAF3LG.js";import"./chunk-MYN2RQWK.js";export{a as compare,c as draw,b as fillTable};
