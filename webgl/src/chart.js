// A chart: the element with its picture, axes, legend and tooltip, the camera, and the loop that keeps the picture true to the camera.
import { Axes, ROOM } from './axes/axes.js';
import { Camera } from './camera.js';
import { count } from './gl/pool.js';
import { Interaction } from './interaction.js';
import { FrameLoop } from './loop.js';
import { layerOf } from './layers/registry.js';
import { Selection } from './selection.js';
import { palette, rampColours, styleOf, watchTheme } from './theme.js';
import { make } from './ui/dom.js';
import { Overlay } from './ui/overlay.js';
import { DensityLegend, topOf } from './ui/density.js';
import { Legend } from './ui/legend.js';
import { Notes } from './ui/notes.js';
import { ramp } from './ui/ramp.js';

/** @typedef {import('./types.js').Rect} Rect */
/**
 * @typedef {object} ChartOptions
 * @property {string} [layer] what draws: a name of layers/registry.js, by default `points`
 * @property {string | URL} [workerUrl] of the bundled worker; by default `webgl-worker.js` beside this module
 * @property {[number, number, number, number]} [extent] x0, y0, x1, y1 of the data when known; found from the rows otherwise
 * @property {number} [rows] how many are expected
 * @property {import('./types.js').AxisOptions} [x]
 * @property {import('./types.js').AxisOptions} [y]
 * @property {string} [category] what the categories are
 * @property {string} [size] what the area of points means, when rows have sizes
 * @property {string} [title]
 * @property {string} [summary] one sentence for those who do not see the picture
 * @property {string} [language] of numbers and dates, by default the document's
 * @property {boolean} [axes] whether to draw axes (true)
 * @property {boolean} [legend] whether to list the categories (true)
 * @property {'auto' | 'cpu' | 'gpu'} [renderer]
 * @property {number} [pointSize] diameter in CSS pixels; by default it follows from how many points are in view
 * @property {boolean} [stack] areas and bars of several series lie on each other
 * @property {number} [padding] room around the data as a share of the extent (0.02)
 * @property {number} [ratio] device pixels for a CSS pixel
 * @property {string[]} [colours] CSS colours of the categories, instead of `--chart-1` ... `--chart-8`
 * @property {(category: string) => string | undefined} [colourOf] the CSS colour of a category by its name, where it has one of its own
 * @property {import('./data/arrow.js').Names} [names] columns of the Arrow stream
 * @property {string[]} [categories] names of the categories when rows come as columns
 * @property {(hit: import('./types.js').Hit | null) => void} [onHover]
 * @property {import('./render/tonemap.js').Tone} [density] how counts become shades, with a legend of it and the choice
 * @property {HTMLElement} [densityHost] where that legend goes, instead of a corner of the picture
 * @property {import('./render/tonemap.js').Tone} [tone] how counts become shades, without a legend
 * @property {boolean} [overlay] numbers for developers over the picture; the key D shows and hides them
 * @property {import('./ui/notes.js').Mark[]} [marks] reference lines and places with a text, in data units
 * @property {(selected: import('./selection.js').Selected | null) => void} [onSelect] shows the switch of box and lasso; called with the region, null when it is cleared
 * @property {(message: string) => void} [onError]
 */

/** @param {string} summary spoken in place of the picture @param {string} role */
function elements(summary, role) {
  const canvas = make('canvas', { class: 'pb-canvas', role: 'img', 'aria-label': summary });
  const stage = make('div', { class: 'pb-stage', tabindex: '0', role: 'application', 'aria-roledescription': role, 'aria-label': summary }, [canvas]);
  return { canvas, stage, root: make('div', { class: 'pb-chart' }, [stage]) };
}

export class Chart {
  /** @param {HTMLElement} host @param {ChartOptions} options */
  constructor(host, options) {
    this.options = { axes: true, padding: 0.02, language: document.documentElement.lang || 'en', renderer: /** @type {const} */ ('auto'), ...options };
    this.language = this.options.language;
    const LayerClass = layerOf(options.layer ?? 'points');
    this.words = LayerClass.words;
    const { canvas, stage, root } = elements(this.options.summary || this.options.title || 'Points', this.words.role);
    this.canvas = canvas;
    this.stage = stage;
    this.root = root;
    this.progress = make('progress', { class: 'pb-progress', 'aria-label': 'Points loaded', ...(options.rows ? { max: String(options.rows) } : {}) });
    this.progress.hidden = true;
    root.append(this.progress);
    host.append(root);
    this.box = { left: 0, top: 0, width: 1, height: 1 };
    this.destroyed = false;
    this.axisOptions = { x: { ...options.x }, y: { ...options.y } };
    this.axes = this.options.axes ? new Axes(this.root, { ...this.axisOptions, language: this.language }) : null;
    const [x0, y0, x1, y1] = options.extent ?? [0, 0, 1, 1];
    this.camera = new Camera({ x0, y0, x1, y1 }, LayerClass.camera);
    /** @type {string[]} */
    this.categories = [];
    /** Names of the classes, when a number colours. @type {string[] | null} */
    this.classes = null;
    this.legend = new Legend(this.root, () => this.restyle(), options.category ?? '');
    this.density = options.density ? new DensityLegend(options.densityHost ?? this.root, options.density, this.language, () => this.restyle(), Boolean(options.densityHost)) : null;
    this.layer = new LayerClass(this.canvas, this.#events(), {
      workerUrl: options.workerUrl ?? new URL('./webgl-worker.js', import.meta.url), extent: options.extent && { x0, y0, x1, y1 }, rows: options.rows, names: options.names,
      padding: this.options.padding, style: this.#style(), renderer: this.options.renderer, categories: options.categories, stack: options.stack,
    });
    this.notes = new Notes(this.stage, options.marks ?? []);
    this.loop = new FrameLoop(this);
    this.interaction = new Interaction(this);
    this.selection = new Selection(this);
    this.stopTheme = watchTheme(() => this.restyle());
    this.#describe();
    /** @type {Overlay | null} */
    this.overlay = options.overlay ? new Overlay(this.root) : null;
    count('charts');
    this.resize();
  }

  /** @returns {import('./layers/registry.js').LayerEvents} */
  #events() {
    return {
      extent: (extent) => { this.camera.setExtent(extent); this.loop?.invalidate(); },
      columns: (categories, time, ordered = false, largest) => {
        this.categories = categories;
        if (ordered) this.classes = categories;
        if (this.options.colourOf) this.layer.setStyle(this.#style());
        if (time.x) this.axisOptions.x.type = 'time';
        if (time.y) this.axisOptions.y.type = 'time';
        if (this.axes) this.axes.options = { ...this.axisOptions, language: this.language };
        if (this.options.legend !== false) this.legend.show(categories, this.colours());
        if (largest !== undefined && this.options.legend !== false) this.legend.note(`Area: ${this.options.size || 'size'}, up to ${this.interaction.saying().number(largest)}`);
        if (ordered) this.layer.setStyle(this.#style());
        this.resize();
      },
      progress: (rows, done) => {
        this.progress.hidden = done;
        if (this.options.rows) this.progress.value = rows;
      },
      ramp: (low, high) => this.#ramp(low, high),
      changed: () => this.loop?.invalidate(),
      failed: (message) => { this.fail(message); },
    };
  }

  /** Show what the colours of values stand for. @param {number} low @param {number} high */
  #ramp(low, high) {
    if (this.options.legend === false) return;
    const say = this.interaction.saying();
    const step = 10 ** Math.floor(Math.log10((high - low) / 200 || 1)); // two to three digits tell values of the scale apart
    const [from, middle, to] = [low, (low + high) / 2, high].map((value) => say.number(Math.round(value / step) * step));
    this.legend.showRamp(ramp(say.titles.category, [from, middle, to]));
    this.resize();
  }

  /** The marks in words beside the summary. */
  #describe() {
    const say = this.interaction.saying();
    const words = this.notes.words((axis, value) => say[axis](value));
    if (words) this.stage.setAttribute('aria-description', words);
    else this.stage.removeAttribute('aria-description');
  }

  /** CSS colours by category slot. */
  colours() {
    if (this.options.colours || this.classes) return this.options.colours ?? rampColours(this.root, this.classes ?? []);
    return palette(this.root).map((hue, slot) => this.options.colourOf?.(this.categories[slot] ?? '') ?? hue);
  }

  #style() {
    return { ...styleOf(this.root, this.legend.hidden, this.colours()), tone: this.density?.tone ?? this.options.tone };
  }

  /** Tell what the shades of the picture at rest mean. @param {import('./types.js').Shades} shades */
  showShades({ histogram, table }) {
    this.density?.show({ table, top: topOf(histogram) }, this.#style(), this.categories.length > 0);
  }

  /** Read the colours again and draw. */
  restyle() {
    this.legend.recolour(this.colours());
    this.layer.setStyle(this.#style());
    this.loop.invalidate();
  }

  /** @param {string} message */
  fail(message) {
    this.progress.hidden = true;
    this.root.querySelector('.pb-message')?.remove();
    this.root.append(make('p', { class: 'pb-message', role: 'alert' }, [message]));
    this.options.onError?.(message);
  }

  /**
   * Load the rows; once for a chart. Pictures appear while they arrive.
   * @param {import('./data/source.js').Source | Promise<import('./data/source.js').Source>} source
   * @returns {Promise<void>} when all rows are counted; picking works a moment later (`whenIndexed`)
   */
  load(source) {
    this.progress.hidden = false; // without a value it says that something is under way
    const done = this.layer.load(source);
    done.catch(() => {}); // shown in the chart
    return done;
  }

  /** @returns {Promise<void>} when rows are sorted: picking works, and rows are drawn when few are in view */
  get whenIndexed() {
    return this.layer.indexed;
  }

  /** Visible part of the data. @returns {Rect} */
  get view() {
    return { ...this.camera.view };
  }

  /** @param {Rect} rect data units */
  setView(rect) {
    this.camera.fit(rect);
    this.loop.invalidate(true);
  }

  /** Show all data. */
  reset() {
    this.camera.reset();
    this.loop.invalidate(true);
  }

  /** A script begins to move the view with many `setView` calls: pictures may be coarser until `endMove`. */
  beginMove() {
    this.loop.held = true;
  }

  /** The movement ended: the full picture follows. */
  endMove() {
    this.loop.rest();
  }

  /** Draw now instead of at the next frame of the screen. @param {boolean} [moving] quicker and coarser @returns {Promise<import('./layers/cpu-painter.js').Drawn | null>} when the picture is on the canvas */
  draw(moving = false) {
    return this.loop.draw(moving);
  }

  /** Reference lines and places with a text, instead of those there are. @param {import('./ui/notes.js').Mark[]} marks */
  setMarks(marks) {
    this.notes.marks = marks;
    this.#describe();
    this.loop.invalidate();
  }

  /** Show or hide the numbers for developers. */
  toggleOverlay() {
    this.overlay?.destroy();
    this.overlay = this.overlay ? null : new Overlay(this.root);
    this.loop.invalidate();
  }

  /** Select a region by script. @param {'box' | 'lasso'} kind @param {import('./types.js').Point[]} shape corners in data units; of a box, two opposite ones */
  select(kind, shape) {
    return this.selection.take(kind, shape);
  }

  /** Select nothing. */
  clearSelection() {
    this.selection.clear();
  }

  /** Follow the size of the host. */
  resize() {
    const { clientWidth: w, clientHeight: h } = this.root;
    const legend = this.legend.root.hidden ? 0 : this.legend.root.offsetHeight;
    const room = this.axes ? ROOM : { left: 0, right: 0, top: 0, bottom: 0 };
    this.box = { left: room.left, top: room.top + legend, width: Math.max(1, w - room.left - room.right), height: Math.max(1, h - room.top - room.bottom - legend) };
    this.root.style.setProperty('--pb-top', `${this.box.top}px`);
    const { style } = this.stage;
    for (const [name, value] of Object.entries(this.box)) style.setProperty(name, `${value}px`);
    this.loop?.invalidate();
  }

  /** Numbers for tests and the curious. */
  stats() {
    return { ...this.layer.facts(), last: this.loop.last, frames: this.loop.frames };
  }

  /** Give back everything. The chart cannot be used afterwards. */
  destroy() {
    if (this.destroyed) return;
    this.destroyed = true;
    this.stopTheme();
    this.loop.destroy();
    this.interaction.destroy();
    this.layer.destroy();
    this.density?.root.remove();
    this.root.remove();
    count('charts', -1);
  }
}

/**
 * Open a chart in an element that has a size.
 * @param {HTMLElement} host @param {ChartOptions} [options] @returns {Chart}
 */
export function openChart(host, options = {}) {
  return new Chart(host, options);
}
