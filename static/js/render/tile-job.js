// The line about the job that prepares a chart's tiles: how far it is, who may end it, why it failed. Until it is done tiles are counted from all rows.
import { ApiError, api } from '../api.js';
import { live } from '../live.js';
import { node } from './figure.js';
import { text } from './format.js';

/** @typedef {{id: string, state: string, progress: number, message: string, error: string, yours: boolean}} TileJob */

/** Other people's jobs are looked at so often. */
const PAUSE_MS = 3000;
const UNDER_WAY = ['queued', 'running'];

/** What the line says. @param {TileJob} job @returns {{words: string, more: string, act: '' | 'cancel' | 'retry'}} */
export function told({ state, progress, message, error, yours }) {
  if (UNDER_WAY.includes(state)) {
    const far = state === 'queued' ? text('waiting') : `${Math.round(progress)} %`;
    return { words: `${text('Preparing tiles')}: ${far}`, more: `${message ? `${message}. ` : ''}${text('Until they are ready, tiles are counted from all rows, which is slower.')}`, act: yours ? 'cancel' : '' };
  }
  if (state === 'completed') return { words: '', more: '', act: '' };
  const why = state === 'cancelled' ? text('Preparing tiles was cancelled.') : `${text('Tiles could not be prepared.')} ${error}`.trim();
  return { words: `${why} ${text('They are counted from all rows, which is slower.')}`, more: '', act: yours ? 'retry' : '' };
}

export class TileJobLine {
  /** @param {HTMLElement} host the line is added to @param {() => Promise<TileJob | null>} look asks the chart how far its job is */
  constructor(host, look) {
    this.look = look;
    this.words = node('span', { role: 'status' });
    this.bar = /** @type {HTMLProgressElement} */ (node('progress', { max: '100', 'aria-label': text('Preparing tiles') }));
    this.button = /** @type {HTMLButtonElement} */ (node('button', { type: 'button', class: 'btn btn-small btn-quiet' }));
    this.root = node('span', { class: 'tile-job' }, [this.bar, this.words, this.button]);
    this.root.hidden = true;
    this.act = /** @type {'' | 'cancel' | 'retry'} */ ('');
    this.button.addEventListener('click', () => void this.#press());
    /** @type {TileJob | null} */
    this.job = null;
    this.stop = () => {};
    this.timer = 0;
    this.gone = false;
    host.append(this.root);
  }

  /** @param {TileJob | null} job */
  show(job) {
    if (this.gone) return;
    const { words, more, act } = job ? told(job) : { words: '', more: '', act: /** @type {const} */ ('') };
    this.root.hidden = !words;
    if (this.words.textContent !== words) this.words.textContent = words;
    this.root.title = more;
    this.bar.hidden = !job || !UNDER_WAY.includes(job.state);
    if (job?.state === 'running') this.bar.value = job.progress;
    else this.bar.removeAttribute('value');
    this.act = act;
    this.button.hidden = !act;
    this.button.textContent = act === 'cancel' ? text('Cancel') : text('Try again');
    if (job && job.id !== this.job?.id) this.#follow(job);
    this.job = job;
    if (!job || job.state === 'completed') this.#leave();
  }

  /** Hear of a job of one's own; look at others' again and again. @param {TileJob} job */
  #follow({ id, yours }) {
    this.#leave();
    if (!yours) {
      this.timer = window.setInterval(() => void this.#again(), PAUSE_MS);
      return;
    }
    this.stop = live.subscribe(`job:${id}`, ({ type, data }) => {
      if (type === 'resync' || type === 'refused') void this.#again();
      else if (data?.state && this.job) this.show({ ...this.job, state: data.state, progress: data.progress, message: data.message ?? '', error: data.error?.message ?? '' });
    });
    void this.#again(); // what happened before the line was open
  }

  async #again() {
    const job = await this.look().catch(() => this.job);
    this.show(job);
    if (job && !UNDER_WAY.includes(job.state)) window.clearInterval(this.timer);
  }

  async #press() {
    if (!this.job || !this.act) return;
    this.button.disabled = true;
    try {
      const job = await api(`/api/v1/jobs/${this.job.id}/${this.act}`, { json: {} });
      this.show({ ...this.job, state: job.state, progress: job.progress, message: job.message, error: job.error?.message ?? '' });
    } catch (error) {
      this.words.textContent = error instanceof ApiError ? error.message : text('That did not work. Try again.');
    } finally {
      this.button.disabled = false;
    }
  }

  #leave() {
    this.stop();
    this.stop = () => {};
    window.clearInterval(this.timer);
  }

  destroy() {
    this.gone = true;
    this.#leave();
    this.root.remove();
  }
}
