// Lines, areas and bars: what each series covers in each pixel column (or, when few rows are in view, its points) is drawn on the canvas. The worker
// builds them, and answers while there are many; a few come to the page and are asked here. A picture costs pixels, not rows: no GPU would help.
import { sendSeries } from '../data/series-source.js';
import { SeriesRows } from '../worker/series-rows.js';
import { WorkerLayer } from './worker-layer.js';

/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../types.js').Hit} Hit */
/** @typedef {import('../worker/series-rows.js').Part} Part */

/** Width of a line, CSS pixels. */
const LINE = 1.5;
/** While moving, a picture that takes longer than this is drawn with half the columns. */
const SLOW_MS = 24;

/** @param {number} colour 0xbbggrr */
const css = (colour) => `rgb(${colour & 255} ${(colour >> 8) & 255} ${colour >> 16})`;

/**
 * Fill what columns cover; neighbours of the same height in one go.
 * @param {CanvasRenderingContext2D} context @param {Float32Array} columns top, bottom, top, ... @param {number} thick added half above, half below @param {number} spread columns that the stroke is wide
 */
export function fillColumns(context, columns, thick, spread = 1) {
  const beside = (spread - 1) / 2;
  const edge = thick / 2;
  for (let i = 0; i < columns.length;) {
    const [top, bottom] = [columns[i], columns[i + 1]];
    let next = i + 2;
    while (next < columns.length && columns[next] === top && columns[next + 1] === bottom) next += 2;
    if (top === top) context.fillRect(i / 2 - beside, top - edge, (next - i) / 2 + 2 * beside, bottom - top + thick);
    i = next;
  }
}

/** @param {CanvasRenderingContext2D} context @param {Float32Array} path x, y, ...; NaN breaks it @param {number} width */
function strokePath(context, path, width) {
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  for (let i = 0, open = false; i < path.length; i += 2) {
    const there = path[i + 1] === path[i + 1];
    if (there && open) context.lineTo(path[i], path[i + 1]);
    else if (there) {
      context.moveTo(path[i], path[i + 1]);
      context.lineTo(path[i], path[i + 1]); // a value between two gaps is a dot
    }
    open = there;
  }
  context.stroke();
}

export class SeriesLayer extends WorkerLayer {
  /** @param {HTMLCanvasElement} canvas @param {import('./registry.js').LayerEvents} events @param {import('./registry.js').LayerOptions} options @param {import('../worker/series-rows.js').Mark} mark */
  constructor(canvas, events, options, mark) {
    super(canvas, events, options, { side: 'series', mark, stack: options.stack ?? false });
    this.stack = options.stack ?? false;
    /** @type {string[]} */
    this.names = [];
    /** The rows, where a picture of them is quicker than the way to the worker. @type {SeriesRows | null} */
    this.home = null;
    this.ms = 0;
    this.seen = 0;
    /** @type {{key: string, drawn: Promise<import('./cpu-painter.js').Drawn | null>} | null} the picture under way */
    this.under = null;
  }

  /** @param {import('../data/source.js').Source | Promise<import('../data/source.js').Source>} source */
  load(source) {
    return this.take(source, sendSeries);
  }

  /** @param {any} message */
  hear(message) {
    if (message.type === 'columns') this.names = message.lanes;
    if (message.type === 'home') this.home = SeriesRows.from(message.packed);
    else super.hear(message);
  }

  /** Ask those rows, here or in the worker; the question may cross them on their way. @param {Record<string, any>} question */
  async answered(question) {
    const answer = this.home ? null : await this.ask(question);
    return this.home && (!answer || answer.type === 'moved') ? this.#own(this.home, question) : answer;
  }

  /** @param {SeriesRows} home @param {Record<string, any>} question */
  #own(home, { type, asked, at, hidden }) {
    return { seq: ++this.seq, ...(type === 'frame' ? home.frame(asked) : { hit: home.pick(at, hidden) }) };
  }

  /** @param {FrameRequest} request @returns {Promise<import('./cpu-painter.js').Drawn | null>} */
  paint(request) {
    if (!this.rows) return Promise.resolve(null);
    const coarse = request.moving && this.ms > SLOW_MS ? 2 : 1;
    const asked = { view: request.view, width: Math.ceil(request.width / coarse), height: request.height, hidden: this.style.hidden };
    const key = JSON.stringify([asked, this.style.rgb, this.rows, this.settled]);
    if (this.under?.key === key) return this.under.drawn; // the very picture that is under way
    const drawn = this.#picture(asked, request.ratio).then((done) => {
      if (this.under?.key === key) this.under = null;
      if (done) this.ms = 0.7 * this.ms + 0.3 * coarse * done.ms;
      return done;
    });
    this.under = { key, drawn };
    return drawn;
  }

  /** @param {import('../worker/series-rows.js').Asked} asked @param {number} ratio @returns {Promise<import('./cpu-painter.js').Drawn | null>} */
  async #picture(asked, ratio) {
    const began = performance.now();
    const answer = await this.answered({ type: 'frame', asked });
    if (!answer || answer.seq < this.seen) return null;
    this.seen = answer.seq;
    this.blank(asked.width, asked.height);
    this.draw(answer.parts, Math.max(1, LINE * ratio));
    this.shown = answer.rows;
    return { view: asked.view, mode: answer.mode, rows: answer.rows, ms: performance.now() - began };
  }

  /** @param {Part[]} parts @param {number} width of lines, device pixels */
  draw(parts, width) {
    const { context, style } = this;
    const spread = Math.max(1, Math.round(width));
    for (const { slot, fill } of parts) {
      context.fillStyle = css(style.rgb[slot]);
      if (fill) this.fill(fill);
    }
    for (const { slot, columns, path } of parts) { // over all fillings
      context.fillStyle = context.strokeStyle = css(style.rgb[slot]);
      if (columns) fillColumns(context, columns, width, spread % 2 ? spread : spread - 1);
      if (path) strokePath(context, path, width);
    }
  }

  /** @param {Float32Array} fill columns of an area or of bars */
  fill(fill) {
    fillColumns(this.context, fill, 0);
  }

  /** @param {import('../types.js').Style} style */
  setStyle(style) {
    this.style = style;
    this.events.changed();
  }

  /** @param {{x: number, y: number, rx: number, ry: number}} at @returns {Promise<Hit | null>} */
  async pick(at) {
    const answer = await this.answered({ type: 'pick', at, hidden: this.style.hidden });
    return answer?.hit ?? null;
  }

  destroy() {
    this.home = null;
    super.destroy();
  }

  /** The place, then every series' value. @param {Hit} hit @param {import('./registry.js').Say} say @returns {[string, string][]} */
  lines(hit, say) {
    const values = hit.values ?? [hit];
    /** @type {[string, string][]} */
    const told = values.map(({ category, y }) => [this.names.length > 1 ? this.names[category] ?? '' : say.titles.y, say.y(y)]);
    return [[say.titles.x, say.x(hit.x)], ...told.slice(0, 12)];
  }
}
