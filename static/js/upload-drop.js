// A page that takes dropped files anywhere: the upload page opens in its place and starts at once.
import { droppable, handOver } from './upload-files.js';

/** @param {HTMLElement} element with data-upload-page */
export function attach(element) {
  const veil = document.createElement('div');
  veil.className = 'drop-veil';
  veil.setAttribute('aria-hidden', 'true');
  veil.textContent = 'Drop the file to upload it';
  document.body.append(veil);
  const stop = droppable(document.body, veil, (files) => {
    handOver(files[0]);
    open(element.dataset.uploadPage ?? '/datasets/upload/');
  });
  return () => {
    stop();
    veil.remove();
  };
}

/** Open the page without leaving this one, so that the file is still at hand. @param {string} url */
function open(url) {
  const link = document.createElement('a');
  link.hidden = true;
  for (const [name, value] of Object.entries({ 'hx-get': url, 'hx-target': '#content', 'hx-select': '#content', 'hx-swap': 'outerHTML', 'hx-push-url': 'true' })) {
    link.setAttribute(name, value);
  }
  document.body.append(link);
  window.htmx.process(link);
  link.click();
  setTimeout(() => link.remove(), 10_000);
}
