// The values of the point under the pointer, in the page (so that it can be read, zoomed and dismissed with Escape).
import { make } from './dom.js';

export class Tooltip {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.root = make('div', { class: 'pb-tooltip', role: 'tooltip' });
    this.mark = make('div', { class: 'pb-mark', 'aria-hidden': 'true' });
    this.root.hidden = this.mark.hidden = true;
    host.append(this.mark, this.root);
  }

  /** @param {{left: number, top: number}} at CSS pixels in the host @param {[string, string][]} lines names and values @param {number} width of the host */
  show(at, lines, width) {
    this.root.replaceChildren(...lines.map(([name, value]) => make('div', { class: 'pb-tooltip-line' }, [make('span', { class: 'pb-tooltip-name' }, [name]), make('span', { class: 'pb-tooltip-value' }, [value])])));
    this.root.hidden = this.mark.hidden = false;
    const flip = at.left + 16 + this.root.offsetWidth > width;
    this.root.style.transform = `translate(${Math.round(flip ? at.left - 12 - this.root.offsetWidth : at.left + 12)}px, ${Math.round(Math.max(0, at.top - this.root.offsetHeight - 8))}px)`;
    this.mark.style.transform = `translate(${at.left.toFixed(1)}px, ${at.top.toFixed(1)}px)`;
  }

  hide() {
    this.root.hidden = this.mark.hidden = true;
  }
}
