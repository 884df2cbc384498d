// The upload page: one file in resumable pieces (tus), with rate, cancel and resume; then the preview takes over.
import { Upload, defaultOptions } from 'tus-js-client';
import { csrfToken } from './api.js';
import { droppable, takeOver } from './upload-files.js';

const PIECE = 8 * 1024 * 1024;
const PAUSES = [0, 1000, 3000, 5000, 10000, 20000];

/** @param {number} bytes */
export function size(bytes) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[step]}`;
}

/** "12 s left", "3 min left". @param {number} seconds */
export const left = (seconds) => (seconds < 90 ? `${Math.max(1, Math.round(seconds))} s left` : `${Math.round(seconds / 60)} min left`);

/** The server's own words about a failed request, where it has some. @param {any} error */
function reason(error) {
  const body = error?.originalResponse?.getBody?.();
  try {
    return JSON.parse(body).error.message;
  } catch {
    return navigator.onLine ? 'The connection was lost. What has arrived is kept; resume to send the rest.' : 'There is no connection. Resume when it is back.';
  }
}

/** Bytes per second over the last few seconds. */
export class Rate {
  constructor() {
    /** @type {[number, number][]} */
    this.marks = [];
  }

  /** @param {number} bytes so far @param {number} now in ms */
  add(bytes, now = performance.now()) {
    this.marks.push([now, bytes]);
    while (this.marks.length > 2 && now - this.marks[0][0] > 4000) this.marks.shift();
    const [[then, before]] = this.marks;
    return now > then ? ((bytes - before) * 1000) / (now - then) : 0;
  }
}

class Uploader {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {Upload | null} */
    this.upload = null;
    this.rate = new Rate();
    const input = this.find('input[type=file]');
    input.addEventListener('change', () => this.take(/** @type {HTMLInputElement} */ (input).files));
    this.find('[data-cancel]').addEventListener('click', () => this.cancel());
    this.find('[data-resume]').addEventListener('click', () => this.resume());
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  /** @param {FileList | null} files */
  take(files) {
    const file = files?.[0];
    if (!file) return;
    if (files.length > 1) this.fail(`One file at a time: ${file.name} is uploaded, the others are not.`);
    else this.fail('');
    this.send(file);
  }

  /** @param {File} file */
  async send(file) {
    const { endpoint, limit, dataset } = this.element.dataset;
    if (!file.size) return this.fail(`${file.name} is empty. Check that the export finished.`);
    if (file.size > Number(limit)) return this.fail(`${file.name} has ${size(file.size)}; the limit is ${size(Number(limit))}.`);
    this.find('#upload-next').replaceChildren();
    this.show(true);
    this.find('[data-name]').textContent = file.name;
    const upload = new Upload(file, {
      endpoint, chunkSize: PIECE, retryDelays: PAUSES, removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, ...(dataset ? { dataset } : {}) },
      fingerprint: async (/** @type {any} */ f, /** @type {any} */ o) => `${await defaultOptions.fingerprint?.(f, o)}-${dataset ?? ''}`,
      onBeforeRequest: (/** @type {any} */ request) => request.setHeader('X-CSRFToken', csrfToken()),
      onProgress: (sent, total) => this.progress(sent, total ?? file.size),
      onError: (error) => this.stopped(error),
      onSuccess: () => this.done(),
    });
    this.upload = upload;
    this.rate = new Rate();
    const [previous] = await upload.findPreviousUploads();
    if (previous) upload.resumeFromPreviousUpload(previous);
    upload.start();
  }

  /** @param {number} sent @param {number} total */
  progress(sent, total) {
    const speed = this.rate.add(sent);
    /** @type {HTMLProgressElement} */ (this.find('progress')).value = (sent / total) * 100;
    this.find('[data-percent]').textContent = `${Math.floor((sent / total) * 100)} %`;
    const rest = speed > 0 ? ` · ${left((total - sent) / speed)}` : '';
    this.find('[data-rate]').textContent = `${size(sent)} of ${size(total)}${speed > 0 ? ` · ${size(speed)}/s` : ''}${sent < total ? rest : ''}`;
  }

  /** @param {unknown} error */
  stopped(error) {
    this.fail(reason(error));
    const refused = [400, 403, 404, 410, 413, 422].includes(/** @type {any} */ (error)?.originalResponse?.getStatus?.());
    this.find('[data-resume]').hidden = refused;
    if (refused) this.show(false);
  }

  resume() {
    this.fail('');
    this.find('[data-resume]').hidden = true;
    this.upload?.start();
  }

  async cancel() {
    await this.upload?.abort(true).catch(() => {});
    this.show(false);
    this.fail('');
  }

  done() {
    const id = this.upload?.url?.split('/').pop();
    this.find('[data-rate]').textContent = 'Looking at the file';
    this.find('[data-cancel]').hidden = true;
    const to = this.find('#upload-next');
    const page = `${this.element.dataset.pages}${id}/preview`;
    window.htmx.ajax('POST', page, { target: to, swap: 'innerHTML', source: to }).then(() => this.previewed(), () => this.previewed());
  }

  previewed() {
    this.find('[data-cancel]').hidden = false;
    const shown = Boolean(this.find('#upload-next').firstElementChild);
    this.find('[data-progress]').hidden = true;
    this.find('[data-drop]').hidden = shown;
    if (!shown) this.fail('The file arrived, but its preview could not be made. Choose it again.');
  }

  /** @param {boolean} busy */
  show(busy) {
    this.find('[data-progress]').hidden = !busy;
    this.find('[data-drop]').hidden = busy;
    this.find('[data-resume]').hidden = true;
    /** @type {HTMLInputElement} */ (this.find('input[type=file]')).value = '';
  }

  /** @param {string} message */
  fail(message) {
    this.find('[data-error]').hidden = !message;
    this.find('[data-message]').textContent = message;
  }

  /** Back to the drop zone, for another file. */
  reset() {
    this.find('#upload-next').replaceChildren();
    this.show(false);
    this.fail('');
  }
}

/** @param {HTMLElement} element */
export function attach(element) {
  const uploader = new Uploader(element);
  const stop = droppable(document.body, element.querySelector('[data-drop]'), (files) => uploader.take(files));
  element.addEventListener('upload-discarded', () => uploader.reset());
  const file = takeOver();
  if (file) uploader.send(file);
  return () => {
    stop();
    uploader.upload?.abort();
  };
}
