// Numbers for developers over the picture: rate and time of pictures, which path drew them, rows, batches and memory.
import { liveResources } from '../gl/pool.js';
import { make } from './dom.js';

/** Pictures that the percentile looks back on. */
const KEPT = 60;

/** @param {number[]} values @param {number} share @returns {number} 0 when there are none */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** @param {number} bytes */
const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** What the page's JavaScript holds, where the browser tells. @returns {number | undefined} bytes */
const heap = () => /** @type {any} */ (performance).memory?.usedJSHeapSize;

export class Overlay {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.root = make('pre', { class: 'pb-overlay', 'aria-hidden': 'true' });
    host.append(this.root);
    /** @type {{at: number, ms: number}[]} */
    this.pictures = [];
  }

  /**
   * A picture is on the canvas.
   * @param {number} ms from asking to showing @param {import('../layers/cpu-painter.js').Drawn} drawn
   * @param {ReturnType<import('../layers/registry.js').Layer['facts']>} facts
   */
  picture(ms, drawn, facts) {
    const now = performance.now();
    this.pictures = [...this.pictures.slice(1 - KEPT), { at: now, ms }];
    const times = this.pictures.map((picture) => picture.ms);
    const used = heap();
    this.root.textContent = [
      `${this.pictures.filter(({ at }) => now - at < 1000).length} pictures in the last second`,
      `${ms.toFixed(1)} ms, median ${quantile(times, 0.5).toFixed(1)}, p95 ${quantile(times, 0.95).toFixed(1)} (drawing ${drawn.ms.toFixed(1)})`,
      `path ${facts.renderer}, ${drawn.mode}, ${drawn.rows.toLocaleString('en')} rows in view of ${facts.rows.toLocaleString('en')}`,
      `${facts.batches ?? 0} batches, ${mb(facts.bytes ?? 0)} in the worker, ${mb(liveResources().bufferBytes ?? 0)} on the GPU${used ? `, ${mb(used)} heap` : ''}`,
    ].join('\n');
  }

  destroy() {
    this.root.remove();
  }
}
