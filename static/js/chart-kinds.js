// The choice of a kind: a grid in groups with a search, what fits the question in front, and for the others what is missing.
import { api } from './api.js';
import { text } from './render/format.js';
import { node } from './render/figure.js';

/** @typedef {{fits: boolean, reason: string, spec: Record<string, any> | null}} Fit */
/** @typedef {{kinds: Record<string, Fit>, suggested: {kind: string, label: string, because: string}[]}} Fits */

const MOST_SUGGESTED = 6;

/** What a kind lacks, in words; '' when it fits. @param {Fit | undefined} fit */
export function lack(fit) {
  if (!fit || fit.fits) return '';
  return fit.spec ? `${fit.reason} ${text('Choosing it changes the question so that it fits.')}` : fit.reason;
}

export class KindPicker {
  /** @param {HTMLElement} host the fieldset @param {Record<string, {label: string, about: string, group: string}>} kinds @param {(kind: string, fit: Fit | undefined) => void} chosen */
  constructor(host, kinds, chosen) {
    this.host = host;
    this.kinds = kinds;
    this.chosen = chosen;
    /** @type {Record<string, Fit>} */
    this.fits = {};
    /** @type {Fits['suggested']} */
    this.suggested = [];
    this.current = '';
    this.asked = 0;
    for (const radio of this.radios) {
      radio.addEventListener('change', () => this.choose(radio.value));
      radio.addEventListener('focus', () => this.explain(radio.value));
      radio.closest('label')?.addEventListener('pointerenter', () => this.explain(radio.value));
    }
    this.find.addEventListener('input', () => this.search());
    this.find.addEventListener('keydown', (event) => { if (event.key === 'Enter') event.preventDefault(); });
  }

  /** @returns {HTMLInputElement[]} */
  get radios() {
    return [...this.host.querySelectorAll('input[type=radio]')].map((radio) => /** @type {HTMLInputElement} */ (radio));
  }

  get find() {
    return /** @type {HTMLInputElement} */ (this.part('find'));
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.host.querySelector(`[data-kind-${name}]`));
  }

  /** @param {string} kind */
  choose(kind) {
    const fit = this.fits[kind];
    if (fit && !fit.fits && !fit.spec) {
      this.explain(kind);
      this.show(this.current);
      return;
    }
    this.chosen(kind, fit);
  }

  /** Mark the chosen kind. @param {string} kind */
  show(kind) {
    this.current = kind;
    for (const radio of this.radios) radio.checked = radio.value === kind;
    const icon = this.radios.find(({ checked }) => checked)?.closest('label')?.querySelector('svg')?.cloneNode(true);
    this.part('current').replaceChildren(...(icon ? [icon] : []), this.kinds[kind]?.label ?? kind);
    this.explain(kind);
    this.offer();
  }

  /** The kinds that fit best, as buttons. */
  offer() {
    const buttons = this.suggested.slice(0, MOST_SUGGESTED).map(({ kind, label, because }) => {
      const button = node('button', { type: 'button', class: 'chip', title: because, 'aria-pressed': String(kind === this.current), 'data-offer': kind }, [label]);
      button.addEventListener('click', () => {
        this.choose(kind);
        /** @type {HTMLElement | null} */ (this.part('suggested').querySelector(`[data-offer="${kind}"]`))?.focus();
      });
      return button;
    });
    this.part('suggested').replaceChildren(...buttons);
  }

  /** Say what a kind shows, or what it lacks. @param {string} kind */
  explain(kind) {
    this.part('reason').textContent = lack(this.fits[kind]) || this.kinds[kind].about;
  }

  /** Ask which kinds fit a question. @param {string} path @param {string} dataset @param {Record<string, any>} spec */
  async ask(path, dataset, spec) {
    const number = ++this.asked;
    try {
      const answer = /** @type {Fits} */ (await api(path, { json: { dataset_id: dataset, spec } }));
      if (number === this.asked) this.setFits(answer);
    } catch {
      // the picture says what is wrong with the question; kinds stay as they were
    }
  }

  /** @param {Fits} answer */
  setFits(answer) {
    this.fits = answer.kinds;
    this.suggested = answer.suggested;
    for (const radio of this.radios) {
      const fit = this.fits[radio.value];
      const label = /** @type {HTMLElement} */ (radio.closest('label'));
      label.title = lack(fit) || this.kinds[radio.value].about;
      label.classList.toggle('unready', Boolean(fit && !fit.fits && fit.spec));
      label.classList.toggle('lacking', Boolean(fit && !fit.fits && !fit.spec));
      radio.setAttribute('aria-disabled', String(Boolean(fit && !fit.fits && !fit.spec)));
    }
    this.offer();
  }

  /** Show only kinds whose name, group or purpose holds the words. */
  search() {
    const words = this.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const radio of this.radios) {
      const { label, about, group } = this.kinds[radio.value];
      const told = `${label} ${group} ${about}`.toLowerCase();
      const there = words.every((word) => told.includes(word));
      /** @type {HTMLElement} */ (radio.closest('label')).hidden = !there;
      any ||= there;
    }
    for (const group of this.host.querySelectorAll('[data-kind-group]')) /** @type {HTMLElement} */ (group).hidden = !group.querySelector('label:not([hidden])');
    this.part('none').hidden = any;
  }
}
