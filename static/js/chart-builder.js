// The chart page: the form on the left, the picture on the right; saving.
import { ApiError, api, apiResponse } from './api.js';
import { draftOf, firstDraft, specOf } from './chart-draft.js';
import { ChartForm } from './chart-form.js';
import { ChartMarks } from './chart-marks.js';
import { ChartNotes } from './chart-notes.js';
import { footer } from './dashboard-tile.js';
import { node } from './render/figure.js';
import { render } from './render/index.js';
import { tileSource } from './render/tile-source.js';

const ARROW = 'application/vnd.apache.arrow.stream';
const PAUSE_MS = 250;

/** @typedef {{id: string, name: string, kind: string, spec: any, options: any, annotations?: any[], etag: string, path: string, data: string, visibility: string}} Stored */
/** @typedef {{dataset: string, columns: any[], kinds: Record<string, any>, render: string, fit: string, collection: string, chart: Stored | null, start: {kind: string, spec: any, options: any} | null}} Data */

/** @param {string} message @param {'ok' | 'bad'} kind */
const toast = (message, kind) => window.dispatchEvent(new CustomEvent('toast', { detail: { message, kind } }));

class Builder {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Data} */
    this.data = JSON.parse(document.getElementById('chart-data')?.textContent ?? '{}');
    const { columns } = this.data;
    const chart = this.data.chart ?? this.data.start;
    const draft = chart ? draftOf(chart.spec) : firstDraft(columns);
    this.state = { draft, kind: chart?.kind ?? (draft.dimensions[0]?.grain ? 'line' : 'bar'), options: { ...chart?.options } };
    const form = /** @type {HTMLFormElement | null} */ (root.querySelector('[data-form]'));
    this.form = form && new ChartForm(form, this.data, this.state, () => this.changed());
    /** @type {Rendered | null} */
    this.drawn = null;
    /** @type {AbortController | null} */
    this.asking = null;
    this.timer = 0;
    this.marks = new ChartMarks({ root, data: this.data, state: this.state, spec: () => specOf(this.state.draft, this.data.dataset), replaced: () => this.replaced() });
    /** @type {import('./chart-notes.js').Note[]} */
    this.annotations = this.data.chart?.annotations ?? [];
    const notes = /** @type {HTMLElement | null} */ (root.querySelector('[data-notes]'));
    this.notes = notes && new ChartNotes(notes, () => this.annotations, (next) => { this.annotations = next; this.changed(); });
    this.marks.noting = this.notes;
    this.listen(form);
    this.draw();
  }

  /** @param {HTMLFormElement | null} form */
  listen(form) {
    const choice = /** @type {HTMLSelectElement | null | undefined} */ (form?.querySelector('[data-dataset]'));
    choice?.addEventListener('change', () => { location.search = `?dataset=${encodeURIComponent(choice.value)}`; });
    this.root.querySelector('[data-save]')?.addEventListener('click', () => this.save());
    const dialog = document.getElementById('save-chart');
    dialog?.querySelector('[data-save-form]')?.addEventListener('submit', (event) => { event.preventDefault(); this.create(/** @type {HTMLFormElement} */ (event.target)); });
    this.opens = () => this.propose(dialog);
    for (const opener of document.querySelectorAll('[data-opens="save-chart"]')) opener.addEventListener('click', this.opens);
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.root.querySelector(`[data-${name}]`));
  }

  changed() {
    const save = /** @type {HTMLButtonElement | null} */ (this.root.querySelector('[data-save]'));
    if (save) save.disabled = false;
    this.part('state').textContent = this.data.chart ? 'Unsaved changes' : '';
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.draw(), PAUSE_MS);
  }

  /** The draft is another one now: the form shows it, and the picture follows. */
  replaced() {
    if (this.form) return this.form.edit(() => {});
    this.dirty = true;
    return this.draw();
  }

  /** Where the picture comes from: the question as it stands, or the saved chart for those who only look. */
  source() {
    const { chart } = this.data;
    if (chart && !this.dirty) return { path: chart.data, json: {} };
    const { kind, options } = this.state;
    return { path: this.data.render, json: { dataset_id: this.data.dataset, spec: specOf(this.state.draft, this.data.dataset), kind, options, annotations: this.annotations } };
  }

  async draw() {
    this.asking?.abort();
    const asking = this.asking = new AbortController();
    const { path, json } = this.source();
    this.part('figure').setAttribute('aria-busy', 'true');
    try {
      const payload = await api(path, { json, signal: asking.signal });
      if (asking !== this.asking) return;
      const arrow = () => apiResponse(path, { json, accept: ARROW });
      if (this.drawn) this.drawn.destroy();
      this.drawn = await render(this.part('figure'), payload, { arrow, tiles: tileSource(path, () => json) });
      this.say(payload);
    } catch (error) {
      if (asking === this.asking && !(error instanceof DOMException && error.name === 'AbortError')) this.fail(error);
    } finally {
      if (asking === this.asking) this.part('figure').removeAttribute('aria-busy');
    }
  }

  /** @param {ChartPayload & {question: string, sql: string, suggested?: {kind: string, because: string, label: string}}} payload */
  say(payload) {
    this.part('question').textContent = payload.question;
    this.part('question').classList.remove('error');
    this.part('foot').textContent = footer(payload);
    this.part('sql').textContent = payload.sql;
    const { suggested } = payload;
    const offer = this.part('suggested');
    offer.hidden = !this.form || !suggested || suggested.kind === payload.kind;
    if (suggested) offer.textContent = `Draw as ${suggested.label.toLowerCase()}: ${suggested.because}`;
    offer.onclick = () => suggested && this.form?.choose(suggested.kind);
    this.form?.showSort(payload.columns);
    this.notes?.show(payload);
    this.root.dataset.drawn = payload.kind;
  }

  /** @param {unknown} error */
  fail(error) {
    this.drawn?.destroy();
    this.drawn = null;
    delete this.root.dataset.drawn;
    const message = error instanceof ApiError ? error.message : 'The picture could not be drawn. Change the question or try again.';
    const retry = node('button', { type: 'button', class: 'btn btn-small' }, ['Try again']);
    retry.addEventListener('click', () => this.draw());
    this.part('figure').replaceChildren(node('div', { class: 'tile-error', role: 'alert' }, [node('p', { class: 'strong' }, ['Nothing to draw yet']), node('p', { class: 'muted small' }, [message]), node('div', { class: 'cluster' }, [retry])]));
    this.part('foot').textContent = '\u00a0';
  }

  content() {
    const { kind, options, draft } = this.state;
    return { kind, options, spec: specOf(draft, this.data.dataset), annotations: this.annotations };
  }

  /** Save the chart that is open. */
  async save() {
    const { chart } = this.data;
    if (!chart) return;
    try {
      const saved = await api(chart.path, { method: 'PATCH', json: this.content(), headers: { 'If-Match': chart.etag } });
      chart.etag = `"${saved.id}.${saved.version}"`;
      this.annotations = saved.annotations;
      this.part('state').textContent = '';
      /** @type {HTMLButtonElement} */ (this.part('save')).disabled = true;
      this.dirty = false;
      toast(`${saved.name} is saved.`, 'ok');
    } catch (error) {
      toast(error instanceof ApiError ? error.message : 'The chart could not be saved. Try again.', 'bad');
    }
  }

  /** Propose a name: the question in words. @param {HTMLElement | null} dialog */
  propose(dialog) {
    const name = /** @type {HTMLInputElement | null | undefined} */ (dialog?.querySelector('[name=name]'));
    if (!name || name.value) return;
    const { chart } = this.data;
    name.value = chart ? `Copy of ${chart.name}` : (this.part('question').textContent ?? '').split(/[;,]/)[0].replace(/\.$/, '').slice(0, 100);
    name.select();
  }

  /** Save as a new chart and open it. @param {HTMLFormElement} form */
  async create(form) {
    const wrong = /** @type {HTMLElement} */ (form.querySelector('[data-save-error]'));
    const given = new FormData(form);
    const json = { dataset_id: this.data.dataset, name: given.get('name'), visibility: given.get('visibility'), ...this.content() };
    try {
      const saved = await api(this.data.collection, { json });
      location.href = saved.url;
    } catch (error) {
      wrong.textContent = error instanceof ApiError ? error.message : 'The chart could not be saved. Try again.';
      wrong.hidden = false;
    }
  }

  destroy() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.marks.destroy();
    this.drawn?.destroy();
  }
}

/** @param {HTMLElement} element */
export function attach(element) {
  const builder = new Builder(element);
  return () => builder.destroy();
}
