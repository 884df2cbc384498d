// A dialog whose body the server draws each time it opens; and copying the page's address.
import { toast } from './dashboard-places.js';

/** @param {HTMLElement} dialog */
export function attach(dialog) {
  const opened = (/** @type {MouseEvent} */ event) => {
    if (event.target instanceof Element && event.target.closest(`[data-opens="${dialog.id}"]`)) dialog.dispatchEvent(new CustomEvent('share-open'));
  };
  document.addEventListener('click', opened);
  dialog.querySelector('[data-copy-link]')?.addEventListener('click', () => {
    const address = location.origin + location.pathname;
    navigator.clipboard.writeText(address).then(() => toast('Link copied'), () => toast(`Copy this address: ${address}`, 'bad'));
  });
  return () => document.removeEventListener('click', opened);
}
