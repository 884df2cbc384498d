import{a,b,c}from"./chunk-ZTRCCH5G.js";import"./chunk-6JOQDNX7.js";import"./chunk-6DHFEWGX.js";export{a as compare,c as draw,b as fillTable};
