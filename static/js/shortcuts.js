// Single keys: ? for help, [ for the side bar, g then a letter to go somewhere. They can be switched off (WCAG 2.1.4).

const KEY = 'pilotba.shortcuts';
const PATIENCE = 1200;

const enabled = () => localStorage.getItem(KEY) !== 'off';

/** @param {EventTarget | null} target */
const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

/** @param {HTMLElement} body */
export function attach(body) {
  let leading = 0;
  body.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !enabled() || document.querySelector('dialog[open]')) return;
    if (event.key === '?') /** @type {HTMLDialogElement | null} */ (document.getElementById('shortcuts'))?.showModal();
    else if (event.key === '[') window.dispatchEvent(new Event('rail-toggle'));
    else if (event.timeStamp - leading < PATIENCE) /** @type {HTMLElement | null} */ (document.querySelector(`.rail [data-key="${CSS.escape(event.key)}"]`))?.click();
    leading = event.key === 'g' ? event.timeStamp : 0;
  });
  const toggle = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-shortcuts-switch]'));
  if (!toggle) return;
  toggle.checked = enabled();
  toggle.addEventListener('change', () => localStorage.setItem(KEY, toggle.checked ? 'on' : 'off'));
}
