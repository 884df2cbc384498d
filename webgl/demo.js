// The demonstration: made-up trips in clusters, as many as the address says (`?n=1000000&renderer=cpu`).
import { openChart } from '/static/dist/webgl.js';

const wanted = new URLSearchParams(location.search);
const n = Number(wanted.get('n') ?? 1_000_000);
const form = document.querySelector('form');
for (const name of ['n', 'renderer']) if (wanted.has(name)) form.elements[name].value = wanted.get(name);
if (!wanted.has('n')) form.elements.n.value = '1000000';

const NAMES = ['North', 'East', 'South', 'West', 'Centre'];

/** Five clouds of different size. @param {number} many */
function points(many) {
  let a = 7;
  const next = () => { a = (Math.imul(a, 1664525) + 1013904223) | 0; return (a >>> 0) / 4294967296; };
  const columns = { x: new Float32Array(many), y: new Float32Array(many), category: new Uint8Array(many), names: NAMES };
  for (let i = 0; i < many; i++) {
    const k = Math.floor(5 * next());
    const far = Math.sqrt(-2 * Math.log(1 - next())) * (2 + 2 * k);
    const turn = 2 * Math.PI * next();
    columns.category[i] = k;
    columns.x[i] = 30 + 10 * k + far * Math.cos(turn);
    columns.y[i] = 100 + 40 * Math.sin(1.3 * k) + 4 * far * Math.sin(turn);
  }
  return columns;
}

/** A check box of the form, kept in the address. @param {string} name */
const ticked = (name) => (form.elements[name].checked = wanted.has(name));

const state = document.getElementById('state');
const chosen = document.getElementById('chosen');
const chart = openChart(document.getElementById('host'), {
  rows: n, x: { title: 'Distance, km' }, y: { title: 'Duration, min' }, category: 'District', renderer: wanted.get('renderer') ?? 'auto',
  density: ticked('density') ? 'auto' : undefined, overlay: ticked('overlay'),
  marks: ticked('marks') ? [{ axis: 'y', at: 100, label: 'Goal' }, { axis: 'x', at: 60, label: 'City limit' }, { x: 30, y: 100, text: 'Station' }] : [],
  onSelect: (selected) => { chosen.textContent = selected ? `${selected.rows.toLocaleString('en')} points selected.` : ''; },
  summary: `Duration against distance of ${n.toLocaleString('en')} made-up trips`,
});
window.chart = chart;
new ResizeObserver(() => chart.resize()).observe(document.getElementById('host'));
const data = points(n);
const began = performance.now();
await chart.load(data);
await chart.whenIndexed;
const report = () => {
  const { renderer, frames, last } = chart.stats();
  state.textContent = `${n.toLocaleString()} points, ready after ${Math.round(performance.now() - began)} ms, drawn by the ${renderer === 'gpu' ? 'GPU' : 'worker'}; ${frames} pictures, the last in ${last?.ms.toFixed(1) ?? '–'} ms.`;
};
setTimeout(report, 300);
