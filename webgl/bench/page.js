// The page of `benchmarks/webgl.py` where no harness is given: the same points by the module and by one draw call, in turns.
import { openChart } from '/static/dist/webgl.js';
import { create as plain } from '/webgl/bench/plain.js';

const [WIDTH, HEIGHT] = [1000, 600];
const WORKER = '/static/dist/webgl-worker.js';
await fetch(WORKER).then((answer) => answer.text()); // a page that shows charts has it in its cache

/** Clusters on a thin even ground, the same on every machine. @param {number} n */
function points(n) {
  let a = 42;
  const next = () => { a = (Math.imul(a, 1664525) + 1013904223) | 0; return (a >>> 0) / 4294967296; };
  const centres = Array.from({ length: 8 }, () => [150 + 700 * next(), 100 + 400 * next(), 15 + 60 * next()]);
  const data = { x: new Float32Array(n), y: new Float32Array(n), c: new Uint8Array(n), extent: [0, 0, WIDTH, HEIGHT] };
  for (let i = 0; i < n; i++) {
    const k = Math.floor(8 * next());
    const [cx, cy, size] = centres[k];
    const far = Math.sqrt(-2 * Math.log(1 - next())) * size;
    const turn = 2 * Math.PI * next();
    data.x[i] = k === 7 ? WIDTH * next() : Math.min(WIDTH - 1, Math.max(0, cx + far * Math.cos(turn)));
    data.y[i] = k === 7 ? HEIGHT * next() : Math.min(HEIGHT - 1, Math.max(0, cy + far * Math.sin(turn)));
    data.c[i] = k;
  }
  return data;
}

/** The module behind the same interface. @param {HTMLElement} host @param {any} data */
function ours(host, data) {
  const chart = openChart(host, { workerUrl: WORKER, extent: data.extent, rows: data.x.length, axes: false, legend: false, padding: 0, pointSize: 2, ratio: 1 });
  chart.beginMove();
  const loaded = chart.load({ x: data.x, y: data.y, category: data.c });
  return {
    setView: (view) => chart.setView(view),
    draw: () => {},
    async finish() {
      await loaded;
      while ((await chart.draw(true)) === null) { /* a newer picture was asked for meanwhile */ }
    },
    settled: () => chart.whenIndexed,
    destroy: () => chart.destroy(),
  };
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Views of a hand that pans, then zooms in. @param {number} frames */
const views = (frames) => Array.from({ length: frames }, (_, i) => {
  const [shift, zoom] = i < frames / 2 ? [i + 1, 1] : [frames / 2, 8 ** (2 * i / frames - 1)];
  return { x0: 5 * shift, y0: 3 * shift, x1: 5 * shift + WIDTH / zoom, y1: 3 * shift + HEIGHT / zoom };
});

/** First picture, one pan frame, and the 95th percentile of panning and zooming, ms. @param {(host: HTMLElement, data: any, options: any) => any} create @param {any} data @param {number} frames */
async function measure(create, data, frames) {
  const host = Object.assign(document.createElement('div'), { style: `width:${WIDTH}px;height:${HEIGHT}px` });
  document.body.append(host);
  const began = performance.now();
  const drawn = create(host, data, { width: WIDTH, height: HEIGHT });
  drawn.setView({ x0: 0, y0: 0, x1: WIDTH, y1: HEIGHT });
  drawn.draw();
  await drawn.finish();
  const first = performance.now() - began;
  await drawn.settled?.();
  const times = [];
  for (const view of views(frames)) {
    const from = performance.now();
    drawn.setView(view);
    drawn.draw();
    await drawn.finish();
    times.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve));
  }
  drawn.destroy();
  host.remove();
  const sorted = [...times].sort((a, b) => a - b);
  return { first, pan: median(times.slice(0, Math.ceil(frames / 2))), p95: sorted[Math.min(frames - 1, Math.floor(0.95 * frames))] };
}

/** @param {number} n */
window.bench = async (n) => {
  const data = points(n);
  return { ours: await measure(ours, data, 60), plain: await measure(plain, data, 3) };
};
