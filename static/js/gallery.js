// The gallery: every kind draws its example when it comes into view, as a tile of a dashboard does.
import { TileView } from './dashboard-tile.js';

/** @param {HTMLElement} root */
export function attach(root) {
  /** @type {{path: string, dataset: string, examples: Record<string, {kind: string, spec: any, options: any}>}} */
  const data = JSON.parse(document.getElementById('gallery-data')?.textContent ?? '{}');
  const views = Array.from(root.querySelectorAll('[data-example]'), (element) => {
    const asked = data.examples[String(/** @type {HTMLElement} */ (element).dataset.example)];
    return new TileView(/** @type {HTMLElement} */ (element), { path: data.path, body: () => ({ dataset_id: data.dataset, ...asked }) });
  });
  return () => views.forEach((view) => view.destroy());
}
