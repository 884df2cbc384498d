// Short messages at the edge of the page: from the server (HX-Trigger "toast") or from a script's "toast" event.

const LIFE = 6000;

/**
 * @typedef {object} Toast
 * @property {string} message
 * @property {'ok' | 'bad'} [kind]
 * @property {{label: string, run: () => void}} [action] such as Undo
 */

/** @param {HTMLElement} region @param {Toast} toast */
function show(region, { message, kind = 'ok', action }) {
  const box = document.createElement('div');
  box.className = `toast ${kind === 'bad' ? 'bad' : ''}`;
  const text = document.createElement('span');
  text.textContent = message;
  box.append(text);
  if (action) box.append(button(action.label, () => { action.run(); box.remove(); }));
  box.append(button('Close', () => box.remove()));
  region.append(box);
  let timer = setTimeout(() => box.remove(), LIFE);
  box.addEventListener('pointerenter', () => clearTimeout(timer));
  box.addEventListener('pointerleave', () => { timer = setTimeout(() => box.remove(), LIFE / 2); });
}

/** @param {string} label @param {() => void} run */
function button(label, run) {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = label;
  element.addEventListener('click', run);
  return element;
}

/** @param {HTMLElement} region */
export function attach(region) {
  const listen = (/** @type {Event} */ event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    show(region, typeof detail === 'string' ? { message: detail } : detail);
  };
  // htmx fires on the element, from where it bubbles to the window; scripts fire on the window itself
  window.addEventListener('toast', listen);
  return () => window.removeEventListener('toast', listen);
}
