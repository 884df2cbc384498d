import{a,b,c,d}from"./chunk-CVSJFTYF.js";import"./chunk-SDJAF3LG.js";import"./chunk-4Q5EQ47G.js";import"./chunk-MYN2RQWK.js";export{d as attach,b as exportUrl,c as runExport,a as themeNow};
