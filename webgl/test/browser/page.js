// What the browser tests drive: opens charts in the page and reads their pixels. Does nothing under Node, which meets this file too.

async function ready() {
  const { openChart, liveResources, probe } = await import('/static/dist/webgl.js');
  const hosts = document.getElementById('hosts');

  /** Numbers that are the same in every run. */
  function random(seed) {
    let a = seed | 0;
    return () => {
      a = (Math.imul(a, 1664525) + 1013904223) | 0;
      return (a >>> 0) / 4294967296;
    };
  }

  function columns(n, seed = 1) {
    const next = random(seed);
    const [x, y, category] = [new Float32Array(n), new Float32Array(n), new Uint8Array(n)];
    for (let i = 0; i < n; i++) {
      category[i] = i % 3;
      x[i] = 20 * category[i] + 30 * (next() + next());
      y[i] = 50 * (next() + next());
    }
    return { x, y, category, names: ['red', 'green', 'blue'] };
  }

  /** @param {any} options @param {any} source */
  async function open(options, source) {
    const host = Object.assign(document.createElement('div'), { className: 'host' });
    hosts.append(host);
    const chart = openChart(host, { renderer: 'cpu', ratio: 1, axes: false, padding: 0, x: { title: 'Price' }, y: { title: 'Size' }, category: 'Colour', summary: 'Test points', ...options });
    await chart.load(source);
    await chart.whenIndexed;
    await settled(chart);
    return chart;
  }

  /** Draw at rest until the picture is of the view now. */
  async function settled(chart) {
    for (let tries = 0; tries < 50; tries++) {
      const drawn = await chart.draw();
      if (drawn) return drawn;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    throw new Error('nothing was drawn');
  }

  function pixels(chart) {
    const { canvas } = chart;
    return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  }

  /** Share of pixels with ink, and the mean place and colour of the ink. */
  function measure(chart) {
    const { data, width, height } = pixels(chart);
    let [n, sx, sy, r, g, b] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < width * height; i++) {
      if (data[4 * i + 3] < 12) continue;
      n++;
      sx += i % width;
      sy += Math.floor(i / width);
      r += data[4 * i];
      g += data[4 * i + 1];
      b += data[4 * i + 2];
    }
    return { width, height, ink: n / (width * height), inked: n, x: sx / n, y: sy / n, colour: [r / n, g / n, b / n] };
  }

  /** Mean difference of opacity and of premultiplied colour between two charts, 0 to 255. */
  function difference(one, two) {
    const [a, b] = [pixels(one).data, pixels(two).data];
    let [opacity, colour] = [0, 0];
    for (let i = 0; i < a.length; i += 4) {
      opacity += Math.abs(a[i + 3] - b[i + 3]);
      for (let k = 0; k < 3; k++) colour += Math.abs(a[i + k] * a[i + 3] - b[i + k] * b[i + 3]) / 255 / 3;
    }
    return { opacity: opacity / (a.length / 4), colour: colour / (a.length / 4) };
  }

  /** Take the GPU's context away and give it back. */
  async function lose(chart) {
    const { gl } = chart.layer.painter.device;
    const extension = gl.getExtension('WEBGL_lose_context');
    const soon = () => new Promise((resolve) => setTimeout(resolve, 100));
    extension.loseContext();
    await soon();
    extension.restoreContext();
    await soon();
  }

  /** Open and close charts; what is left? */
  async function churn(many, renderer) {
    for (let i = 0; i < many; i++) (await open({ renderer, axes: true }, columns(500, i))).destroy();
    return liveResources();
  }

  /** Rows as columns: places and categories. */
  const rows = (x, y, category, names = ['a', 'b', 'c']) => ({ x: Float32Array.from(x), y: Float32Array.from(y), category: Uint8Array.from(category), names });

  /** Bytes that are no Arrow stream. */
  async function broken() {
    const host = Object.assign(document.createElement('div'), { className: 'host' });
    hosts.append(host);
    const chart = openChart(host);
    await chart.load(new TextEncoder().encode('this is no Arrow stream at all')).catch(() => {});
  }

  window.bench = { lose, churn, rows, broken, charts: {}, open, settled, columns, measure, difference, pixels, liveResources, probe };
}

if (typeof document !== 'undefined') await ready();
