// A small switch in the corner: what a drag does. Reachable by Tab, arrows move between the tools.
import { make } from './dom.js';

/** @typedef {'pan' | 'box' | 'lasso'} Tool */

/** @type {[Tool, string, string][]} */
const TOOLS = [['pan', 'Move', 'Drag moves the view'], ['box', 'Box', 'Drag selects a box'], ['lasso', 'Lasso', 'Drag selects a drawn shape']];

export class ToolSwitch {
  /** @param {HTMLElement} host @param {(tool: Tool) => void} changed */
  constructor(host, changed) {
    /** @type {Tool} */
    this.tool = 'pan';
    this.changed = changed;
    this.buttons = TOOLS.map(([tool, name, about]) => {
      const button = make('button', { type: 'button', class: 'pb-tool', role: 'radio', title: about, 'data-tool': tool }, [name]);
      button.addEventListener('click', () => this.set(tool));
      return button;
    });
    this.root = make('div', { class: 'pb-tools', role: 'radiogroup', 'aria-label': 'What a drag does' }, this.buttons);
    this.root.addEventListener('keydown', (event) => this.#key(event));
    host.append(this.root);
    this.set('pan');
  }

  /** @param {Tool} tool */
  set(tool) {
    this.tool = tool;
    TOOLS.forEach(([name], i) => {
      this.buttons[i].setAttribute('aria-checked', String(name === tool));
      this.buttons[i].tabIndex = name === tool ? 0 : -1;
    });
    this.changed(tool);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (TOOLS.findIndex(([tool]) => tool === this.tool) + step + TOOLS.length) % TOOLS.length;
    this.set(TOOLS[next][0]);
    this.buttons[next].focus();
  }
}
