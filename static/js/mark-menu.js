// The menu of a mark: the page's ordinary menu, opened where the mark lies; keys and closing are those of all menus.
import { node } from './render/figure.js';
import { text } from './render/format.js';
import { icon } from './render/icon.js';

/** @typedef {{label: string, icon: string, run: () => void, more?: Entry[]}} Entry */

/** @param {Entry} entry @param {(event: MouseEvent) => void} run */
function button(entry, run) {
  const element = node('button', { type: 'button', ...(entry.more ? { 'aria-haspopup': 'true' } : {}) }, [icon(entry.icon), entry.label]);
  element.addEventListener('click', run);
  return element;
}

const MANY = 12;

/** An input that leaves only the entries with what is typed. @param {HTMLElement[]} buttons */
function searchOf(buttons) {
  const input = /** @type {HTMLInputElement} */ (node('input', { type: 'search', class: 'small', 'aria-label': text('Search'), placeholder: text('Search') }));
  input.addEventListener('input', () => { for (const one of buttons) one.hidden = !one.textContent?.toLowerCase().includes(input.value.trim().toLowerCase()); });
  input.addEventListener('click', (event) => event.stopPropagation()); // typing is no choice
  input.addEventListener('keydown', (event) => { if (event.key === 'Enter') buttons.find((one) => !one.hidden)?.click(); });
  return input;
}

/**
 * Open a menu at a place of the window.
 * @param {{title: string, x: number, y: number, entries: Entry[], home: HTMLElement | null}} options `home` gets the focus back
 * @returns {() => void} closes it
 */
export function openMenu({ title, x, y, entries, home }) {
  document.querySelector('.mark-menu')?.remove();
  const list = node('div', { class: 'menu-list', role: 'group', 'aria-label': title });
  const menu = /** @type {HTMLDetailsElement} */ (node('details', { class: 'menu mark-menu' }, [node('summary', { class: 'visually-hidden' }, [title]), list]));
  const close = () => { menu.open = false; };
  const fill = (/** @type {Entry[]} */ shown) => {
    const buttons = shown.map((entry) => button(entry, (event) => {
      if (!entry.more) return entry.run();
      event.stopPropagation(); // a choice of more, not an end
      return fill(entry.more);
    }));
    const search = shown.length > MANY ? searchOf(buttons) : null;
    list.replaceChildren(node('p', { class: 'head strong clip' }, [title]), ...(search ? [search] : []), ...buttons);
    place();
    (search ?? buttons[0])?.focus();
  };
  const place = () => {
    const { offsetWidth: wide, offsetHeight: high } = list;
    Object.assign(menu.style, { left: `${Math.max(4, Math.min(x, innerWidth - wide - 4))}px`, top: `${Math.max(4, Math.min(y, innerHeight - high - 4))}px` });
  };
  menu.addEventListener('toggle', () => {
    if (menu.open) return;
    const held = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (held) home?.focus({ preventScroll: true });
  });
  document.body.append(menu);
  menu.open = true;
  fill(entries);
  return close;
}

/** Copy a text, and say so. @param {string} words */
export async function copy(words) {
  const told = (/** @type {string} */ message, /** @type {string} */ kind) => window.dispatchEvent(new CustomEvent('toast', { detail: { message, kind } }));
  try {
    await navigator.clipboard.writeText(words);
    told(text('Copied'), 'ok');
  } catch {
    told(text('The browser does not let this page copy. Select the value in the table instead.'), 'bad');
  }
}
