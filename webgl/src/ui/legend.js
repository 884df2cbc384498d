// The categories with their colours, as buttons: a click hides or shows one, a double click shows it alone or all again.
import { make } from './dom.js';

export class Legend {
  /** @param {HTMLElement} host @param {(hidden: boolean[]) => void} changed @param {string} title what the categories are */
  constructor(host, changed, title) {
    this.root = make('div', { class: 'pb-legend', role: 'group', 'aria-label': title || 'Categories' });
    this.changed = changed;
    /** @type {boolean[]} */
    this.hidden = [];
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    this.root.hidden = true;
    host.append(this.root);
  }

  /** @param {string[]} names @param {string[]} colours CSS colours by slot */
  show(names, colours) {
    this.hidden = names.map((_, slot) => this.hidden[slot] ?? false);
    this.buttons = names.map((name, slot) => this.#button(name, slot));
    this.recolour(colours);
    this.root.hidden = names.length < 2;
    this.root.replaceChildren(...this.buttons);
  }

  /** Words behind the categories. @param {string} words */
  note(words) {
    this.root.hidden = false;
    this.root.append(make('span', { class: 'pb-legend-note' }, [words]));
  }

  /** A scale in place of categories. @param {HTMLElement} scale */
  showRamp(scale) {
    this.buttons = [];
    this.root.hidden = false;
    this.root.replaceChildren(scale);
  }

  /** @param {string[]} colours */
  recolour(colours) {
    this.buttons.forEach((button, slot) => button.style.setProperty('--pb-colour', colours[slot % colours.length]));
  }

  /** @param {string} name @param {number} slot */
  #button(name, slot) {
    const button = make('button', { type: 'button', class: 'pb-legend-item', 'aria-pressed': String(!this.hidden[slot]) }, [make('span', { class: 'pb-swatch', 'aria-hidden': 'true' }), name]);
    button.addEventListener('click', (event) => {
      if (event.detail > 1) this.#alone(slot);
      else this.#set(this.hidden.map((hidden, i) => (i === slot ? !hidden : hidden)));
    });
    return button;
  }

  /** @param {number} slot */
  #alone(slot) {
    const already = this.hidden.every((hidden, i) => hidden === (i !== slot));
    this.#set(this.hidden.map((_, i) => (already ? false : i !== slot)));
  }

  /** @param {boolean[]} hidden */
  #set(hidden) {
    this.hidden = hidden;
    this.buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(!hidden[i])));
    this.changed(hidden);
  }
}
