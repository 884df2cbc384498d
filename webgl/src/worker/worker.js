// The worker: keeps the stores of all charts of a page, answers their messages, draws the newest wanted picture first, sorts rows in between.
import { ArrowDecoder } from '../data/arrow.js';
import { Categories, SLOTS } from '../data/categories.js';
import { Classes } from '../data/classes.js';
import { Sizes } from '../data/sizes.js';
import { probe } from '../probe.js';
import { SIDES } from './sides.js';
import { SORTING, sortFor, Sorters } from './sorters.js';
import { LARGE, Store } from './store.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/**
 * @typedef {object} Desk one chart
 * @property {Store | null} store
 * @property {ArrowDecoder} decoder
 * @property {Record<string, any>} options
 * @property {import('../types.js').Point} origin
 * @property {Record<string, any> | null} wanted the newest picture asked for
 * @property {Generator<void, void, void> | null} work sorting under way
 * @property {Classes | null} classes of values that colour, when rows come as columns
 * @property {Sizes | null} sizes of marks, when rows come as columns
 * @property {boolean} ended whether the last row has come
 * @property {string} told the categories' names as they were sent
 * @property {boolean} failed nothing more is read after an error
 * @property {import('./sides.js').Side | null} side of a layer that is not points: it hears the messages
 * @property {(message: Record<string, any>, transfer?: Transferable[]) => void} post
 */

/** Joining rows between two looks at the messages; while pictures are asked for one after another it gets a quarter of the time, for a small machine needs the rest to show them. */
const SLICE_MS = 8;
const MOVING_SLICE_MS = 2;
const MOVING_PAUSE_MS = 6;
const MOVING_GAP_MS = 100;
/** Rows that come within this time need no picture of the first of them: it would hold up the rest. */
const PATIENCE_MS = 250;
/** Stillness after which it may be looked whether there is a GPU. */
const STILL_MS = 400;
let drawnAt = -Infinity;
/** When a picture, or the wish for a first one, was last there. */
let shownAt = performance.now();
let pausedUntil = 0;

/** Messages that bring rows. */
const READING = new Set(['bytes', 'columns', 'end']);

/** @type {Map<number, Desk>} */
const desks = new Map();
const sorters = new Sorters(() => new Worker(self.location.href, { type: 'module' }), navigator.hardwareConcurrency || 1, (message) => desks.forEach((desk) => desk.post({ type: 'failed', message })));
const bell = new MessageChannel();
let ringing = false;

/** Ask for a turn after the messages that are waiting. */
function ring() {
  if (ringing) return;
  ringing = true;
  bell.port2.postMessage(0);
}

/** @param {Rect} rect @param {import('../types.js').Point} by @param {1 | -1} sign */
const moved = (rect, by, sign) => ({ x0: rect.x0 + sign * by.x, x1: rect.x1 + sign * by.x, y0: rect.y0 + sign * by.y, y1: rect.y1 + sign * by.y });

/** Say what the columns are, again when a new category turned up. @param {Desk} desk @param {string[]} categories */
function tellColumns(desk, categories) {
  desk.told = categories.join('\n');
  desk.post({ type: 'columns', categories: [...categories], time: desk.decoder.known?.time ?? { x: false, y: false }, ordered: Boolean(desk.classes ?? desk.decoder.known?.classes), largest: (desk.sizes ?? desk.decoder.known?.sizes)?.most });
}

/** The store is made with the first rows, when the columns are known. @param {Desk} desk @returns {Store} */
function storeOf(desk) {
  if (desk.store) return desk.store;
  const { known } = desk.decoder;
  desk.origin = known?.origin ?? { x: 0, y: 0 };
  const categories = known ? desk.decoder.colourNames : desk.classes?.names ?? desk.options.categories ?? [];
  const extent = desk.options.extent ? moved(desk.options.extent, desk.origin, -1) : null;
  const settings = { extent, rows: desk.options.rows ?? 0, padding: desk.options.padding ?? 0, style: desk.options.style, chunks: desk.options.chunks, categories: categories.length ? SLOTS : 0, sorters };
  const post = (/** @type {Record<string, any>} */ message, /** @type {Transferable[]} */ transfer = []) =>
    desk.post(message.extent ? { ...message, extent: moved(message.extent, desk.origin, 1) } : message, transfer);
  tellColumns(desk, categories);
  desk.store = new Store(settings, post);
  return desk.store;
}

/** @type {import('../probe.js').Probed | null} */
let device = null;

/** Tell whether a GPU should draw. Looking takes as long as many pictures: not before the first, nor while the view moves. @param {Desk} desk */
function tellDevice(desk) {
  if (!device && performance.now() - shownAt < STILL_MS) return void setTimeout(() => tellDevice(desk), STILL_MS);
  device ??= probe();
  return desk.post({ type: 'device', ...device });
}

/** Sort the rows; then there is time to look whether a GPU should draw them. @param {Desk} desk @param {Store} store @returns {Generator<void, void, void>} */
function* sorting(desk, store) {
  yield* store.join();
  if (desk.options.auto) tellDevice(desk);
}

/** @type {Record<string, (desk: Desk, message: any) => void>} */
const answers = {
  bytes(desk, { bytes }) {
    for (const batch of desk.decoder.push(bytes)) {
      const store = storeOf(desk);
      const names = desk.decoder.colourNames;
      if (names.join('\n') !== desk.told) tellColumns(desk, names);
      store.add(batch);
    }
  },
  columns(desk, { x, y, code, value, size }) {
    if (value) desk.classes ??= new Classes(value);
    if (size) desk.sizes ??= new Sizes(size);
    const codes = value ? /** @type {Classes} */ (desk.classes).codes(value) : code;
    const store = storeOf(desk);
    if (desk.classes && desk.classes.names.join('\n') !== desk.told) tellColumns(desk, desk.classes.names);
    store.add({ x, y, code: codes, size: size ? /** @type {Sizes} */ (desk.sizes).bytes(size) : null });
  },
  names(desk, { categories }) {
    desk.options.categories = categories;
  },
  end(desk, { chart }) {
    desk.decoder.end();
    const store = storeOf(desk);
    desk.ended = true;
    store.whole(() => guarded(desk, () => {
      sorters.rest(chart);
      store.loaded();
      desk.work = sorting(desk, store);
      ring();
    }));
  },
  style(desk, { style }) {
    desk.options.style = style;
    desk.store?.restyle(style);
  },
  frame(desk, message) {
    if (desk.wanted) desk.post({ type: 'skipped', seq: desk.wanted.seq, spare: desk.wanted.spare }, desk.wanted.spare ? [desk.wanted.spare] : []);
    desk.wanted = message;
    ring();
  },
  pick(desk, { seq, at }) {
    const hit = desk.store?.pick({ ...at, x: at.x - desk.origin.x, y: at.y - desk.origin.y }) ?? null;
    desk.post({ type: 'picked', seq, hit: hit && { ...hit, x: hit.x + desk.origin.x, y: hit.y + desk.origin.y } });
  },
  select(desk, { seq, shape }) {
    const corners = shape.map((/** @type {import('../types.js').Point} */ p) => ({ x: p.x - desk.origin.x, y: p.y - desk.origin.y }));
    desk.post({ type: 'selected', seq, rows: desk.store?.select(corners) ?? 0 });
  },
  window(desk, { seq, rect, limit }) {
    const found = desk.store?.window(moved(rect, desk.origin, -1), limit) ?? null;
    desk.post({ type: 'window', seq, rect, found }, found ? [found.pos.buffer, found.code.buffer] : []);
  },
  replay(desk, { chunks }) {
    desk.options.chunks = chunks;
    if (!desk.store) return;
    desk.store.settings.chunks = chunks;
    if (chunks) desk.store.replay();
  },
};

/** @param {Desk} desk */
function draw(desk) {
  const message = /** @type {Record<string, any>} */ (desk.wanted);
  desk.wanted = null;
  if (!desk.store) return desk.post({ type: 'skipped', seq: message.seq, spare: message.spare }, message.spare ? [message.spare] : []);
  const request = /** @type {FrameRequest} */ (message.request);
  const view = moved(request.view, desk.origin, -1);
  const frame = desk.store.frame({ ...request, view }, message.spare);
  return desk.post({ type: 'frame', seq: message.seq, frame: { ...frame, view: frame.view === view ? request.view : moved(frame.view, desk.origin, 1) } }, [frame.pixels]);
}

/** Whether all rows may be here in a moment: then the picture waits for them. @param {Desk} desk */
function waits({ store, ended, wanted }) {
  if (ended || !store) return Boolean(store?.away);
  const left = store.began + PATIENCE_MS - performance.now();
  if (wanted?.request.moving || left <= 0) return false;
  setTimeout(ring, left);
  return true;
}

/** One turn: pictures first, then a slice of sorting. */
function turn() {
  ringing = false;
  for (const desk of desks.values()) {
    if (!desk.wanted || waits(desk)) continue;
    shownAt = performance.now();
    if (desk.wanted.request.moving) drawnAt = shownAt;
    guarded(desk, () => draw(desk));
  }
  const busy = [...desks.values()].find((desk) => desk.work);
  if (!busy) return;
  const now = performance.now();
  const moving = now - drawnAt < MOVING_GAP_MS;
  if (moving && now < pausedUntil) return;
  guarded(busy, () => {
    const end = now + (moving ? MOVING_SLICE_MS : SLICE_MS);
    while (busy.work && performance.now() < end) if (busy.work.next().done) busy.work = null;
  });
  if (!moving) return ring();
  pausedUntil = now + MOVING_SLICE_MS + MOVING_PAUSE_MS;
  setTimeout(ring, MOVING_SLICE_MS + MOVING_PAUSE_MS);
}

/** @param {Desk} desk @param {() => void} act */
function guarded(desk, act) {
  try {
    act();
  } catch (error) {
    desk.work = null;
    desk.failed = true;
    desk.post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {Record<string, any>} options `slots` are categories whose colours are known beforehand */
const decoderOf = ({ names, slots }) => new ArrowDecoder(names, slots?.names.length ? Categories.of(slots.names, slots.shared) : null);

/** @param {MessageEvent} event */
function hear(event) {
  const { chart, type } = event.data;
  if (chart === SORTING) sortFor(event.data, (message, transfer) => /** @type {any} */ (self).postMessage(message, transfer));
  else if (type === 'open') {
    if (!event.data.options.side && event.data.options.rows >= LARGE) sorters.wake(chart);
    const post = (/** @type {Record<string, any>} */ message, /** @type {Transferable[]} */ transfer = []) => /** @type {any} */ (self).postMessage({ chart, ...message }, transfer);
    desks.set(chart, { store: null, decoder: decoderOf(event.data.options), options: event.data.options, origin: { x: 0, y: 0 }, wanted: null, work: null, classes: null, sizes: null, ended: false, told: '', failed: false, side: SIDES[event.data.options.side]?.(event.data.options, post) ?? null, post });
  } else if (type === 'close') {
    desks.get(chart)?.store?.close();
    sorters.rest(chart);
    desks.delete(chart);
  } else {
    const desk = desks.get(chart);
    if (desk && !(desk.failed && READING.has(type))) guarded(desk, () => (desk.side ? desk.side.hear(event.data) : answers[type](desk, event.data)));
  }
}

bell.port1.onmessage = turn;
self.onmessage = hear;
