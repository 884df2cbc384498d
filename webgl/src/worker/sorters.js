// Further workers that sort batches while this one sorts and counts its own share: on two cores the first picture of ten million rows comes in
// two thirds of the time. A batch's memory goes there and comes back, nothing is copied. They are started for large data and ended when all is in.
import { scaleOf } from '../data/quantise.js';
import { sortBatch } from './sort.js';

/** @typedef {import('../types.js').Batch} Batch */
/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('./sort.js').Part} Part */
/** @typedef {(part: Part | null, batch: Batch | null) => void} Back gets the sorted rows, or the batch itself where rows lie outside or have no value */
/** @typedef {{chart: string, id: number, batch: Batch, extent: Rect}} Question */

/** What these messages bear in place of a chart's number. */
export const SORTING = 'sorting';
const MOST = 3;

/** Every piece of memory once: columns of one Arrow batch share theirs. @param {(ArrayBufferView | null | undefined)[]} columns @returns {ArrayBuffer[]} */
const memoryOf = (columns) => [...new Set(columns.flatMap((column) => (column ? [/** @type {ArrayBuffer} */ (column.buffer)] : [])))];

export class Sorters {
  /** @param {() => Worker} start makes a worker that hears `sortFor` @param {number} cores of the machine @param {(message: string) => void} failed */
  constructor(start, cores, failed) {
    this.start = start;
    this.most = Math.min(MOST, cores - 1);
    this.failed = failed;
    /** @type {Worker[]} */
    this.workers = [];
    /** @type {Map<number, Back>} */
    this.away = new Map();
    /** Charts that are loading. @type {Set<number>} */
    this.users = new Set();
    this.turn = 0;
    this.seq = 0;
  }

  /** Have the workers ready for a chart: starting them takes as long as some batches. @param {number} chart */
  wake(chart) {
    this.users.add(chart);
    while (this.workers.length < this.most) this.workers.push(this.#begin());
  }

  #begin() {
    const worker = this.start();
    worker.onmessage = ({ data }) => {
      const back = this.away.get(data.id);
      this.away.delete(data.id);
      back?.(data.part, data.batch);
      this.#rest();
    };
    worker.onerror = (event) => this.failed(event.message || 'A sorting worker could not be started.');
    return worker;
  }

  /** Whether this batch is for another worker: each has a turn, this one too. */
  lends() {
    if (!this.workers.length) return false;
    this.turn = (this.turn + 1) % (this.workers.length + 1);
    return this.turn > 0;
  }

  /** Give a batch away. Its columns cannot be read until it is back. @param {Batch} batch @param {Rect} extent @param {Back} back */
  lend(batch, extent, back) {
    const id = ++this.seq;
    this.away.set(id, back);
    const { x, y, code, size } = batch;
    this.workers[this.turn - 1].postMessage({ chart: SORTING, id, batch, extent }, memoryOf([x, y, code, size]));
  }

  /** A chart lends nothing more. @param {number} chart */
  rest(chart) {
    this.users.delete(chart);
    this.#rest();
  }

  /** End the workers when nobody needs them. */
  #rest() {
    if (this.users.size || this.away.size) return;
    for (const worker of this.workers) worker.terminate();
    this.workers = [];
  }
}

/** What such a worker does. @param {Question} question @param {(message: {id: number, part: Part | null, batch: Batch | null}, transfer: ArrayBuffer[]) => void} post */
export function sortFor({ id, batch, extent }, post) {
  const part = sortBatch(batch, scaleOf(extent), true);
  if (part) post({ id, part, batch: null }, memoryOf([part.start, part.place, part.row, part.code, part.size]));
  else post({ id, part, batch }, memoryOf([batch.x, batch.y, batch.code, batch.size]));
}
