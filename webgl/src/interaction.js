// What hands do to a chart: moves the camera, asks what lies under the pointer, speaks what the keyboard did.
import { fullText } from './axes/ticks.js';
import { HELP, listenKeys } from './input/keyboard.js';
import { PointerInput } from './input/pointer.js';
import { listenWheel } from './input/wheel.js';
import { make } from './ui/dom.js';
import { Tooltip } from './ui/tooltip.js';

/** How near the pointer has to be, CSS pixels. */
const REACH = 12;
let helps = 0;

export class Interaction {
  /** @param {import('./chart.js').Chart} chart */
  constructor(chart) {
    this.chart = chart;
    this.tooltip = new Tooltip(chart.stage);
    this.voice = make('p', { class: 'pb-hidden', 'aria-live': 'polite' });
    const help = make('p', { class: 'pb-hidden', id: `pb-help-${++helps}` }, [HELP]);
    chart.stage.setAttribute('aria-describedby', help.id);
    chart.root.append(this.voice, help);
    this.asking = false;
    /** @type {{fx: number, fy: number} | null} */
    this.at = null;
    this.pointer = new PointerInput(chart.stage, {
      pan: (dx, dy) => this.#move(() => chart.camera.pan(dx, dy)),
      zoom: (factor, fx, fy) => this.#move(() => chart.camera.zoom(factor, fx, fy)),
      zoomBox: (from, to) => this.#box(from, to),
      reset: () => this.#move(() => chart.camera.reset()),
      hover: (at) => this.hover(at),
      rest: () => chart.loop.rest(),
    });
    this.stopWheel = listenWheel(chart.stage, (factor, fx, fy) => this.#move(() => chart.camera.zoom(factor, fx, fy)));
    this.stopKeys = listenKeys(chart.stage, this.#keys());
  }

  #keys() {
    const { chart } = this;
    return {
      pan: (/** @type {number} */ dx, /** @type {number} */ dy) => this.#move(() => chart.camera.pan(dx, dy)),
      zoom: (/** @type {number} */ factor) => this.#move(() => chart.camera.zoom(factor)),
      reset: () => this.#move(() => chart.camera.reset()),
      read: () => void this.read(),
      overlay: () => chart.toggleOverlay(),
      dismiss: () => { this.tooltip.hide(); chart.selection.clear(); },
      select: () => { if (chart.options.onSelect && chart.layer.select) void chart.selection.takeView(); },
      rest: () => this.say(this.viewText()),
    };
  }

  /** @param {() => void} act on the camera */
  #move(act) {
    act();
    this.tooltip.hide();
    this.chart.loop.invalidate(true);
  }

  /** @param {{fx: number, fy: number}} from @param {{fx: number, fy: number}} to */
  #box(from, to) {
    const { camera } = this.chart;
    const [a, b] = [camera.at(from.fx, from.fy), camera.at(to.fx, to.fy)];
    this.#move(() => camera.fit({ x0: a.x, y0: a.y, x1: b.x, y1: b.y }));
  }

  /** Show the point under the pointer; one question at a time, the newest place wins. @param {{fx: number, fy: number} | null} at */
  async hover(at) {
    this.at = at;
    if (!at) this.tooltip.hide();
    if (this.asking || !at) return;
    this.asking = true;
    const hit = await this.pick(at);
    this.asking = false;
    if (this.chart.destroyed || !this.at) return;
    if (this.at !== at) void this.hover(this.at);
    else this.show(hit);
  }

  /** The row nearest to a place in the picture. @param {{fx: number, fy: number}} at @param {number} [reach] CSS pixels */
  pick(at, reach = REACH) {
    const { camera, box, layer } = this.chart;
    const { view } = camera;
    const place = camera.at(at.fx, at.fy);
    return layer.pick({ ...place, rx: (reach * (view.x1 - view.x0)) / box.width, ry: (reach * (view.y1 - view.y0)) / box.height });
  }

  /** @param {import('./types.js').Hit | null} hit */
  show(hit) {
    this.chart.options.onHover?.(hit);
    this.chart.stage.classList.toggle('pb-on-point', Boolean(hit));
    if (!hit) return this.tooltip.hide();
    const { view } = this.chart.camera;
    const { box } = this.chart;
    const left = (box.width * (hit.x - view.x0)) / (view.x1 - view.x0);
    const top = box.height - (box.height * (hit.y - view.y0)) / (view.y1 - view.y0);
    return this.tooltip.show({ left, top }, this.lines(hit), box.width);
  }

  /** Names and values of a point. @param {import('./types.js').Hit} hit @returns {[string, string][]} */
  lines(hit) {
    const say = this.saying();
    const { layer, categories } = this.chart;
    if (layer.lines) return layer.lines(hit, say);
    /** @type {[string, string][]} */
    const lines = [[say.titles.x, say.x(hit.x)], [say.titles.y, say.y(hit.y)]];
    if (categories.length > 1) lines.push([say.titles.category, say.category(hit.category)]);
    return lines;
  }

  /** Words for values, as exact as the view is deep. @returns {import('./layers/registry.js').Say} */
  saying() {
    const { camera, axisOptions, categories, options, language } = this.chart;
    const { view } = camera;
    return {
      x: (value) => fullText(value, view.x1 - view.x0, axisOptions.x.type === 'time', language),
      y: (value) => fullText(value, view.y1 - view.y0, axisOptions.y.type === 'time', language),
      number: (value) => new Intl.NumberFormat(language, { maximumSignificantDigits: 6 }).format(value),
      category: (slot) => categories[slot] ?? '—',
      titles: { x: axisOptions.x.title || 'x', y: axisOptions.y.title || 'y', category: options.category || 'Category' },
    };
  }

  /** Read the point nearest to the middle aloud. */
  async read() {
    const hit = await this.pick({ fx: 0.5, fy: 0.5 }, Math.max(this.chart.box.width, this.chart.box.height) / 4);
    this.show(hit);
    this.say(hit ? this.lines(hit).map(([name, value]) => `${name} ${value}`).join(', ') : 'No point near the middle.');
  }

  viewText() {
    const { camera, axisOptions, layer, language, words } = this.chart;
    const { x0, x1, y0, y1 } = camera.view;
    const range = (/** @type {'x' | 'y'} */ name, /** @type {number} */ lo, /** @type {number} */ hi) => {
      const say = (/** @type {number} */ value) => fullText(value, hi - lo, axisOptions[name].type === 'time', language);
      return `${axisOptions[name].title || name} from ${say(lo)} to ${say(hi)}`;
    };
    return `${range('x', x0, x1)}, ${range('y', y0, y1)}, about ${new Intl.NumberFormat(language).format(layer.visible(camera.view))} ${words.many} in view.`;
  }

  /** @param {string} words */
  say(words) {
    this.voice.textContent = words;
  }

  destroy() {
    this.pointer.destroy();
    this.stopWheel();
    this.stopKeys();
  }
}
