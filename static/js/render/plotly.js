// Ordinary charts: a Plotly of only the traces we use, in the page's own colours and with the habits people know.
import { cell, language, number, text } from './format.js';
import { node } from './figure.js';
import { onTheme, palette, token } from './colours.js';
import { library } from './plotly-library.js';
import { fitWords } from './plotly-shapes.js';
import { themed, unplain } from './plotly-theme.js';

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, scrollZoom: false, doubleClick: 'reset', showTips: false };

/** Decimal and thousands signs of the language, as Plotly wants them. @returns {string} */
function separators() {
  const parts = new Intl.NumberFormat(language()).formatToParts(1234567.8);
  const of = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('decimal') || '.'}${of('group')}`;
}

/** @param {HTMLElement} host @returns {import('./plotly-theme.js').Colours} */
function colours(host) {
  return {
    series: palette(host), text: token('--text', host), muted: token('--muted', host), line: token('--border', host), surface: token('--surface', host),
    font: getComputedStyle(host).fontFamily,
  };
}

/** @param {unknown} given */
function said(given) {
  const value = unplain(given);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)) return cell(value, { name: '', label: '', type: 'timestamp', role: 'field' });
  return String(value ?? text('no value'));
}

/** The walk through marks with the arrow keys: shows the tooltip of all series there, and speaks it. */
class Walk {
  /** @param {any} plotly @param {any} plot its element, with Plotly's `data` @param {HTMLElement} voice */
  constructor(plotly, plot, voice) {
    this.plotly = plotly;
    this.plot = plot;
    this.voice = voice;
    this.at = -1;
    this.press = this.press.bind(this);
    plot.addEventListener('keydown', this.press);
  }

  /** @returns {any[]} the series that are shown */
  get series() {
    return (this.plot.data ?? []).filter((/** @type {any} */ trace) => trace.visible !== 'legendonly' && trace.visible !== false);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const length = this.series[0]?.x?.length ?? 0;
    /** @type {Record<string, number>} */
    const places = { ArrowRight: this.at + 1, ArrowLeft: this.at - 1, Home: 0, End: length - 1 };
    if (event.key === 'Escape') return this.plotly.Fx.unhover(this.plot);
    if (places[event.key] === undefined || !length) return undefined;
    event.preventDefault();
    return this.go(Math.max(0, Math.min(length - 1, places[event.key])), length);
  }

  /** @param {number} at @param {number} length */
  go(at, length) {
    this.at = at;
    const { series } = this;
    const sideways = series[0].orientation === 'h';
    const place = (sideways ? series[0].y : series[0].x)[at];
    const { xaxis, yaxis } = this.plot._fullLayout;
    const [x, y] = [sideways ? xaxis._length / 2 : xaxis.d2p(place), sideways ? yaxis.d2p(place) : yaxis._length / 2];
    this.plotly.Fx.hover(this.plot, { xpx: x, ypx: y });
    const values = series.map((trace) => `${trace.name ? `${unplain(trace.name)}: ` : ''}${said((sideways ? trace.x : trace.y)?.[at])}`);
    this.voice.textContent = `${at + 1} ${text('of')} ${length}, ${said(place)}, ${values.join(', ')}`;
  }

  stop() {
    this.plot.removeEventListener('keydown', this.press);
  }
}

/** @type {Renderer['draw']} */
export async function draw(host, first) {
  const plotly = await library(first.figure?.data ?? []);
  let payload = first;
  const plot = node('div', { class: 'chart-plot', tabindex: '0', role: 'application', 'aria-roledescription': text('chart'), 'aria-label': first.summary || first.title });
  const voice = node('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  host.replaceChildren(plot, voice);
  const show = async () => {
    await library(payload.figure?.data ?? []);
    const { data, layout } = themed(payload.figure ?? { data: [], layout: {} }, colours(host), separators());
    plot.setAttribute('aria-label', payload.summary || payload.title);
    await plotly.react(plot, data, layout, CONFIG);
    fitWords(plotly, plot);
  };
  await show();
  const walk = new Walk(plotly, plot, voice);
  const stopTheme = onTheme(() => show());
  return {
    destroy: () => { stopTheme(); walk.stop(); plotly.purge(plot); host.replaceChildren(); },
    resize: () => { if (plot.isConnected && plot.clientWidth > 0) plotly.Plots.resize(plot).then(() => fitWords(plotly, plot)); },
    update: async (next) => { payload = next; await show(); },
  };
}
