// Measures the module in a harness of peers: `create(host, data, options)` gives an instance with setView, draw, finish, begin, end, stats, destroy.
// Everything goes through the public API: the worker, the pyramid, the tiles and the painters are those of the product.
import { openChart } from '../src/index.js';
import styles from '../src/webgl.css';

export const meta = { name: 'pilotba (pyramid and tiles in a worker)', kinds: ['scatter', 'line'] };

const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b', '#e377c2', '#7f7f7f'];

/** The harness bundles any file it is asked for, the worker like this module. Fetched once before the clock runs, as bundling is no part of drawing. */
const WORKER = import.meta.url.replace(/bench(\/|%2F)adapter[^/%]*\.js/, 'src$1worker$1worker.js');
await fetch(WORKER).then((answer) => answer.text());

// The harness gives a style sheet as text.
if (typeof styles === 'string') document.head.append(Object.assign(document.createElement('style'), { textContent: styles }));

/** @param {HTMLElement} host @param {any} data @param {any} options */
export async function create(host, data, options) {
  const chart = openChart(host, {
    layer: data.kind === 'line' ? 'lines' : 'points', workerUrl: WORKER, extent: data.extent, rows: data.n, axes: false, legend: false, padding: 0, pointSize: options.pointSize, ratio: options.dpr, colours: COLOURS,
    renderer: options.renderer ?? 'auto', summary: 'Points of the benchmark', categories: COLOURS.map((_, i) => String(i)),
  });
  const loaded = chart.load(options.bytes ? data.arrow : { x: data.x, y: data.y, category: data.c });
  const early = data.kind === 'scatter' && options.renderer !== 'gpu';
  let [moving, whole] = [false, false];
  /** @type {Promise<unknown>} */
  let drawn = Promise.resolve();

  /** Until a picture is drawn, and not overtaken by a newer one. */
  const draw = async () => { while ((await chart.draw(moving)) === null) { /* again */ } };

  /** The first picture of all rows. The worker may have drawn it when it says that all are in; pictures of some rows do not count. */
  async function first() {
    const asked = early ? chart.draw(moving) : null;
    await loaded;
    await asked;
    if (!(early && chart.stats().last?.rows === data.n)) await draw();
  }

  return {
    setView(view) { chart.setView(view); },
    draw() {
      drawn = whole ? draw() : first();
      whole = true;
    },
    finish: () => drawn,
    begin() { moving = true; chart.beginMove(); },
    end() { moving = false; chart.endMove(); drawn = chart.whenIndexed.then(draw); },
    stats() { return chart.stats(); },
    destroy() { chart.destroy(); },
  };
}
