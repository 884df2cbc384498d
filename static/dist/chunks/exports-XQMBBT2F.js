import{a,b,c,d}from"./chunk-6U5LHRM3.js";import"./chunk-5MEY66H5.js";import"./chunk-4Q5EQ47G.js";import"./chunk-MYN2RQWK.js";export{d as attach,b as exportUrl,c as runExport,a as themeNow};
