// Switches between light and dark at once and remembers the choice on the server.
import { api } from './api.js';

const root = document.documentElement;

/** What is on screen now, whoever chose it. */
function shown() {
  if (root.dataset.theme === 'light' || root.dataset.theme === 'dark') return root.dataset.theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** @param {HTMLElement} button whose data-url takes POST {theme} */
export function attach(button) {
  const label = button.querySelector('span') ?? button;
  const name = () => { label.textContent = shown() === 'dark' ? 'Light theme' : 'Dark theme'; };
  name();
  button.addEventListener('click', () => {
    root.dataset.theme = shown() === 'dark' ? 'light' : 'dark';
    name();
    window.dispatchEvent(new CustomEvent('themechange'));
    if (button.dataset.url) api(button.dataset.url, { method: 'POST', json: { theme: root.dataset.theme } });
  });
}
