// PilotBA's drawing engine for very many points: one function to open a chart, one to see what is alive, and counts for linked brushing.
export { BrushBuilder } from './brush/client.js';
export { BrushIndex } from './brush/index.js';
export { openChart } from './chart.js';
export { liveResources } from './gl/pool.js';
export { deviceOf, mostRows, probe } from './probe.js';
