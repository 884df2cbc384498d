// Keys of a focused picture: arrows move, + and - zoom, 0 or Home show all, Enter reads the point in the middle, S selects the view, D shows numbers for developers, Escape puts tooltip and selection away.

/** @typedef {{pan(dx: number, dy: number): void, zoom(factor: number): void, reset(): void, read(): void, dismiss(): void, select(): void, overlay(): void, rest(): void}} KeyActions */

const STEP = 0.1;
const ZOOM = 1.4;

/** Spoken with the picture. */
export const HELP = 'Arrow keys move the view, plus and minus zoom, 0 shows everything, Enter reads the point nearest to the middle, S selects what is in view, Escape selects nothing. Drag to move, Ctrl and wheel to zoom, Shift and drag to zoom into a box.';

/** @param {HTMLElement} stage @param {KeyActions} actions @returns {() => void} stops listening */
export function listenKeys(stage, actions) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => actions.pan(STEP, 0), ArrowRight: () => actions.pan(-STEP, 0), ArrowUp: () => actions.pan(0, -STEP), ArrowDown: () => actions.pan(0, STEP),
    '+': () => actions.zoom(ZOOM), '=': () => actions.zoom(ZOOM), '-': () => actions.zoom(1 / ZOOM), 0: () => actions.reset(), Home: () => actions.reset(),
    Enter: () => actions.read(), Escape: () => actions.dismiss(), s: () => actions.select(), d: () => actions.overlay(),
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.target !== stage) return;
    event.preventDefault();
    keys[event.key]();
    if (!['Enter', 'Escape', 's', 'd'].includes(event.key)) actions.rest();
  };
  stage.addEventListener('keydown', press);
  return () => stage.removeEventListener('keydown', press);
}
