import{a as s}from"./chunk-77ZM4BIB.js";import"./chunk-DHHVAQ5I.js";import{a as r}from"./chunk-6DHFEWGX.js";var t=r((i,e)=>{e.exports=s()});export default t();
