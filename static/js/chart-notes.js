// Notes on the chart page: a list under the picture, a dialog to write one; they are saved with the chart.
import { select } from './chart-shelves.js';
import { node } from './render/figure.js';
import { text } from './render/format.js';
import { icon } from './render/icon.js';
import { isAlong, placesOf, said } from './render/marks.js';

/** @typedef {{id?: string, text: string, where?: Record<string, any>, measure?: string, at?: any, to?: any}} Note */
/** @typedef {{where: {column: ChartColumn, value: any}[], measure?: ChartColumn, title: string}} Mark */

const MOST = 500;

/** The places along a figure's axis, with their names; none where marks lie by two measures. @param {ChartPayload | null} payload @returns {{value: any, label: string}[]} */
export function placesAlong(payload) {
  const traces = (payload?.figure?.data ?? []).filter((/** @type {any} */ trace) => isAlong(trace) && !trace.meta?.overlay);
  const column = payload?.columns.find((one) => one.role === 'dimension' && (one.type === 'date' || one.type.startsWith('timestamp'))) ?? payload?.columns.find((one) => one.role === 'dimension');
  const places = [...new Set(traces.flatMap((/** @type {any} */ trace) => placesOf(trace)))].filter((value) => value !== null && value !== undefined);
  return places.slice(0, MOST).map((value) => ({ value, label: said(value, column) }));
}

/** Known before the chart is saved, so that a new note can be found in the picture. */
const freshId = () => `n${Math.random().toString(36).slice(2, 12)}`;

export class ChartNotes {
  /** @param {HTMLElement} host @param {() => Note[]} notes @param {(next: Note[]) => void} change */
  constructor(host, notes, change) {
    this.host = host;
    this.notes = notes;
    this.change = change;
    /** @type {ChartPayload | null} */
    this.payload = null;
    this.list = node('ul', { class: 'shelf' });
    const add = node('button', { type: 'button', class: 'btn btn-small btn-quiet' }, [icon('plus'), text('Add a note')]);
    add.addEventListener('click', () => this.write(null));
    this.add = add;
    host.append(this.list, add);
  }

  /** @param {ChartPayload} payload just drawn */
  show(payload) {
    this.payload = payload;
    const told = new Map((payload.annotations ?? []).map((one) => [one.id, one]));
    this.list.replaceChildren(...this.notes().map((note, i) => this.row(note, told.get(note.id ?? '')?.place ?? text('Not in this chart now'), i)));
    this.add.hidden = !placesAlong(payload).length;
    this.host.hidden = this.add.hidden && !this.notes().length;
  }

  /** @param {Note} note @param {string} place @param {number} i */
  row(note, place, i) {
    const edit = node('button', { type: 'button', class: 'btn btn-icon btn-small btn-quiet', 'aria-label': `${text('Edit the note')}: ${note.text}` }, [icon('pencil')]);
    const remove = node('button', { type: 'button', class: 'btn btn-icon btn-small btn-quiet', 'aria-label': `${text('Delete the note')}: ${note.text}` }, [icon('trash-2')]);
    edit.addEventListener('click', () => this.write(null, i));
    remove.addEventListener('click', () => { this.change(this.notes().filter((_, at) => at !== i)); this.add.focus(); });
    return node('li', {}, [node('span', {}, [node('span', { class: 'muted' }, [`${place}: `]), note.text]), edit, remove]);
  }

  /** Write a note at a mark, or at a place that is chosen; or change one. @param {Mark | null} mark @param {number} [at] of the note that is changed */
  write(mark, at) {
    const before = at === undefined ? null : this.notes()[at];
    const places = placesAlong(this.payload);
    const words = /** @type {HTMLTextAreaElement} */ (node('textarea', { id: 'note-text', rows: '3', maxlength: '280', required: '' }));
    words.value = before?.text ?? '';
    const spot = new Spot(mark, before, places);
    const title = node('h2', { id: 'note-title' }, [before ? text('Edit the note') : text('Add a note')]);
    const cancel = node('button', { type: 'button', class: 'btn' }, [text('Cancel')]);
    const form = node('form', { class: 'stack', method: 'dialog' }, [
      node('div', { class: 'dialog-head' }, [title]),
      node('div', { class: 'dialog-body stack' }, [node('div', { class: 'field' }, [node('label', { for: 'note-text' }, [text('Note')]), words]), ...spot.fields]),
      node('div', { class: 'dialog-foot' }, [cancel, node('button', { type: 'submit', class: 'btn btn-primary' }, [before ? text('Change') : text('Add')])]),
    ]);
    const dialog = /** @type {HTMLDialogElement} */ (node('dialog', { class: 'dialog', 'aria-labelledby': 'note-title' }, [form]));
    cancel.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    form.addEventListener('submit', () => {
      const note = { id: before?.id ?? freshId(), text: words.value.trim(), ...spot.anchor() };
      if (note.text) this.change(before ? this.notes().map((one, i) => (i === at ? note : one)) : [...this.notes(), note]);
    });
    document.body.append(dialog);
    dialog.showModal();
    words.focus();
  }
}

/** Where a note stands: at its mark, or between two places of the axis. */
class Spot {
  /** @param {Mark | null} mark @param {Note | null} before @param {{value: any, label: string}[]} places */
  constructor(mark, before, places) {
    this.mark = mark;
    this.before = before;
    this.places = places;
    const here = mark?.where.map(({ value }) => value) ?? [];
    const at = (/** @type {any} */ value) => places.findIndex((place) => place.value === value);
    const first = before?.at === undefined ? Math.max(0, places.findIndex((place) => here.includes(place.value))) : at(before.at);
    this.from = first;
    this.to = before?.to === undefined ? -1 : at(before.to);
    this.kind = mark || before?.where ? 'mark' : 'place';
    this.kept = Boolean(before && before.at !== undefined && first < 0); // a place that this chart does not show now
  }

  /** @returns {HTMLElement[]} */
  get fields() {
    if (!this.places.length || this.kept || (this.before?.where && !this.mark)) return [];
    const named = this.places.map(({ label }, i) => /** @type {[string, string]} */ ([String(i), label]));
    const from = select(text('From'), named, String(this.from), (value) => { this.from = Number(value); });
    const to = select(text('To'), [['-1', text('The same place')], ...named], String(this.to), (value) => { this.to = Number(value); });
    const range = node('div', { class: 'form-row' }, [field(text('From'), from), field(text('To'), to)]);
    if (!this.mark) return [range];
    range.hidden = true;
    const kind = select(text('Stands'), [['mark', `${text('At')} ${this.mark.title}`], ['place', text('Along the axis')]], this.kind, (value) => { this.kind = value; range.hidden = value === 'mark'; });
    return [field(text('Stands'), kind), range];
  }

  /** @returns {Partial<Note>} */
  anchor() {
    if (this.kind === 'mark' && this.mark) {
      const where = Object.fromEntries(this.mark.where.map(({ column, value }) => [column.name, value]));
      return { where, ...(this.mark.measure ? { measure: this.mark.measure.name } : {}) };
    }
    if (this.kept || this.kind === 'mark') {
      const { where, measure, at, to } = /** @type {Note} */ (this.before);
      return JSON.parse(JSON.stringify({ where, measure, at, to }));
    }
    const [first, last] = this.to < 0 || this.to === this.from ? [this.from, -1] : [this.from, this.to].sort((a, b) => a - b);
    return { at: this.places[first].value, ...(last < 0 ? {} : { to: this.places[last].value }) };
  }
}

/** @param {string} label @param {HTMLElement} control */
const field = (label, control) => node('label', { class: 'field' }, [node('span', { class: 'label' }, [label]), control]);
