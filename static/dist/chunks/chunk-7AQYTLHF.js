import{b as f}from"./chunk-MYN2RQWK.js";var o=f((r,a)=>{"use strict";a.exports=function(l,n,t){var s=t("zsmooth");s===!1&&(t("xgap"),t("ygap")),t("zhoverformat")}});export{o as a};
