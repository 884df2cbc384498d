// The tooltip of a mark: its place, all values with their shares, the total. It stays while the pointer is on it; Escape closes it.
import { node } from './figure.js';
import { text } from './format.js';

const LINGER_MS = 150;
const GAP = 12;

export class Tip {
  /** @param {HTMLElement} host its positioned parent */
  constructor(host) {
    this.host = host;
    this.timer = 0;
    this.element = node('div', { class: 'chart-tip', role: 'tooltip' });
    this.ring = node('div', { class: 'chart-ring', 'aria-hidden': 'true' });
    this.element.hidden = this.ring.hidden = true;
    this.element.addEventListener('mouseenter', () => clearTimeout(this.timer));
    this.element.addEventListener('mouseleave', () => this.leave());
    this.press = (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape' && !this.element.hidden) this.hide(); };
    document.addEventListener('keydown', this.press);
    host.append(this.ring, this.element);
  }

  /**
   * @param {import('./marks.js').Words} words @param {[number, number]} spot in the host
   * @param {(curve: number) => string} swatch the colour of a series @param {boolean} ringed whether the mark is walked to
   */
  show(words, [x, y], swatch, ringed = false) {
    clearTimeout(this.timer);
    const rows = words.lines.map((line) => {
      const dot = node('span', { class: 'chart-tip-dot' });
      dot.style.background = swatch(line.curve);
      const cells = [node('th', { scope: 'row' }, [...(words.lines.length > 1 ? [dot] : []), line.name]), node('td', { class: 'num' }, [line.value])];
      if (line.share) cells.push(node('td', { class: 'num muted' }, [line.share]));
      return node('tr', line.chosen ? { class: 'strong' } : {}, cells);
    });
    if (words.total) rows.push(node('tr', { class: 'chart-tip-total' }, [node('th', { scope: 'row' }, [text('Total')]), node('td', { class: 'num' }, [words.total]), node('td')]));
    this.element.replaceChildren(node('p', { class: 'strong' }, [words.title]), node('table', {}, [node('tbody', {}, rows)]));
    this.element.hidden = false;
    this.ring.hidden = !ringed;
    this.place(x, y);
  }

  /** Beside the mark, inside the host where there is room. @param {number} x @param {number} y */
  place(x, y) {
    const { offsetWidth: wide, offsetHeight: high } = this.element;
    const left = x + GAP + wide <= this.host.clientWidth ? x + GAP : Math.max(0, x - GAP - wide);
    const top = Math.max(0, Math.min(y - high / 2, this.host.clientHeight - high));
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px` });
    Object.assign(this.ring.style, { left: `${x}px`, top: `${y}px` });
  }

  /** Move from under the pointer, which is on its way to a click on the mark. @param {number} x @param {number} y the pointer, in the host */
  clear(x, y) {
    const { offsetLeft: left, offsetTop: top, offsetWidth: wide, offsetHeight: high } = this.element;
    if (x < left - 2 || x > left + wide + 2 || y < top - 2 || y > top + high + 2) return;
    this.element.style.top = `${y + GAP + high <= this.host.clientHeight || y < GAP + high ? y + GAP : y - GAP - high}px`;
  }

  /** The pointer went away; the tooltip waits in case it comes to it. */
  leave() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.hide(), LINGER_MS);
  }

  hide() {
    clearTimeout(this.timer);
    this.element.hidden = this.ring.hidden = true;
  }

  destroy() {
    clearTimeout(this.timer);
    document.removeEventListener('keydown', this.press);
    this.element.remove();
    this.ring.remove();
  }
}
