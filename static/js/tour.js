// The tour: a small dialog that walks along the page's parts. Steps are list items in the page, each naming what it is about.
import { api } from './api.js';
import { stillness } from './render/colours.js';
import { text } from './render/format.js';

const ROOM = 12;

/** @param {HTMLElement} box @param {DOMRect} target where to stand beside, inside the window */
function place(box, target) {
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const right = target.right + ROOM + width <= innerWidth;
  const left = right ? target.right + ROOM : Math.max(ROOM, Math.min(target.left, innerWidth - width - ROOM));
  const below = target.bottom + ROOM + height <= innerHeight;
  const top = right ? target.top : below ? target.bottom + ROOM : target.top - height - ROOM;
  box.style.left = `${left}px`;
  box.style.top = `${Math.max(ROOM, Math.min(top, innerHeight - height - ROOM))}px`;
}

class Tour {
  /** @param {HTMLDialogElement} box */
  constructor(box) {
    this.box = box;
    this.mark = document.createElement('div');
    this.mark.className = 'tour-mark';
    this.at = 0;
    this.arrange = this.arrange.bind(this);
  }

  /** The steps whose parts are on this page and can be seen. */
  get steps() {
    const all = /** @type {HTMLElement[]} */ ([...this.box.querySelectorAll('[data-about]')]);
    return all.filter((step) => this.target(step)?.getClientRects().length);
  }

  /** @param {HTMLElement} step */
  target(step) {
    return document.querySelector(step.dataset.about ?? '');
  }

  start() {
    if (!this.steps.length) return;
    this.at = 0;
    this.from = document.activeElement;
    document.body.append(this.mark);
    this.box.show();
    addEventListener('resize', this.arrange);
    addEventListener('scroll', this.arrange, true);
    this.show();
  }

  show() {
    const { steps } = this;
    for (const step of this.box.querySelectorAll('[data-about]')) /** @type {HTMLElement} */ (step).hidden = step !== steps[this.at];
    this.target(steps[this.at])?.scrollIntoView({ block: 'nearest', behavior: stillness() ? 'auto' : 'smooth' });
    /** @type {HTMLElement} */ (this.box.querySelector('[data-place]')).textContent = `${this.at + 1} ${text('of')} ${steps.length}`;
    /** @type {HTMLButtonElement} */ (this.box.querySelector('[data-back]')).disabled = this.at === 0;
    const next = /** @type {HTMLButtonElement} */ (this.box.querySelector('[data-next]'));
    next.textContent = this.at === steps.length - 1 ? text('Done') : text('Next');
    next.focus();
    this.arrange();
  }

  arrange() {
    const step = this.steps[this.at];
    const area = step && this.target(step)?.getBoundingClientRect();
    if (!area) return this.end();
    Object.assign(this.mark.style, { left: `${area.left - 4}px`, top: `${area.top - 4}px`, width: `${area.width + 8}px`, height: `${area.height + 8}px` });
    return place(this.box, area);
  }

  /** @param {number} by */
  go(by) {
    this.at += by;
    if (this.at >= this.steps.length) this.end();
    else this.show();
  }

  end() {
    this.box.close();
    this.mark.remove();
    removeEventListener('resize', this.arrange);
    removeEventListener('scroll', this.arrange, true);
    document.querySelector('[data-tour-offer]')?.remove();
    if (this.from instanceof HTMLElement) this.from.focus();
    if (this.box.dataset.url) api(this.box.dataset.url, { method: 'PATCH', json: { preferences: { tour: 'seen' } } });
  }
}

/** @param {HTMLElement} element a <dialog>; `data-start` opens it at once, any [data-tour] later */
export function attach(element) {
  const tour = new Tour(/** @type {HTMLDialogElement} */ (element));
  element.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('[data-next]')) tour.go(1);
    else if (target.closest('[data-back]')) tour.go(-1);
    else if (target.closest('[data-skip]')) tour.end();
  });
  element.addEventListener('keydown', (event) => event.key === 'Escape' && tour.end());
  const opener = document.querySelector('[data-tour]');
  const open = () => tour.start();
  opener?.addEventListener('click', open);
  if (element.dataset.start !== undefined) tour.start();
  return () => opener?.removeEventListener('click', open);
}
