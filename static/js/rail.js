// The side bar's width, remembered in the browser; the key is [ as in the help sheet.

const KEY = 'pilotba.rail';

/** @param {HTMLElement} shell */
export function attach(shell) {
  const set = (/** @type {string} */ width) => {
    shell.dataset.rail = width;
    localStorage.setItem(KEY, width);
  };
  set(localStorage.getItem(KEY) ?? 'wide');
  const toggle = () => set(shell.dataset.rail === 'narrow' ? 'wide' : 'narrow');
  shell.querySelector('[data-rail-toggle]')?.addEventListener('click', toggle);
  window.addEventListener('rail-toggle', toggle);
  return () => window.removeEventListener('rail-toggle', toggle);
}
