// The SQL page: runs the statement, shows the result or what is wrong, keeps the draft.
import { ApiError, apiResponse, csrfToken } from './api.js';
import { editor } from './sql-editor.js';
import { grid } from './sql-grid.js';

const thousands = new Intl.NumberFormat();

/** An id the server accepts, so that Stop can name the run. @returns {string} */
export function runId() {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from(crypto.getRandomValues(new Uint8Array(14)), (n) => letters[n % letters.length]).join('');
}

/** What stands beside the result. @param {{row_count: number, total: number | null, elapsed_ms: number, cached: boolean}} answer */
export function counts({ row_count: shown, total, elapsed_ms: ms, cached }) {
  const rows = total !== null && total > shown
    ? `First ${thousands.format(shown)} of ${thousands.format(total)} rows. Download CSV for all.`
    : `${thousands.format(shown)} ${shown === 1 ? 'row' : 'rows'}`;
  return `${rows} · ${cached ? 'from cache' : `${thousands.format(Math.round(ms))} ms`}`;
}

/** Download through a form, so that the browser writes to disk as rows come. @param {string} path @param {string} sql */
function download(path, sql) {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: path, hidden: true });
  for (const [name, value] of Object.entries({ sql, format: 'csv', origin: 'sql', csrfmiddlewaretoken: csrfToken() })) {
    form.append(Object.assign(document.createElement('textarea'), { name, value }));
  }
  document.body.append(form);
  form.submit();
  form.remove();
}

/** Filter the list of tables and columns. @param {HTMLElement} element */
function attachTables(element) {
  const find = /** @type {HTMLInputElement} */ (element.querySelector('[data-find]'));
  find.addEventListener('input', () => {
    const wanted = find.value.trim().toLowerCase();
    let any = false;
    for (const table of /** @type {NodeListOf<HTMLDetailsElement>} */ (element.querySelectorAll('[data-table]'))) {
      const named = (table.dataset.table ?? '').toLowerCase().includes(wanted);
      const columns = /** @type {HTMLElement[]} */ ([...table.querySelectorAll('[data-column]')]);
      for (const column of columns) column.hidden = !named && !(column.dataset.column ?? '').toLowerCase().includes(wanted);
      table.hidden = !named && columns.every((column) => column.hidden);
      if (wanted && !named && !table.hidden) table.open = true;
      any ||= !table.hidden;
    }
    /** @type {HTMLElement} */ (element.querySelector('[data-none]')).hidden = any;
  });
}

/** @param {HTMLElement} element */
export function attach(element) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (element.querySelector(`[data-${name}]`));
  const path = element.dataset.execute ?? '';
  const text = editor(/** @type {HTMLTextAreaElement} */ (element.querySelector('textarea')), part('lines'), `sql:${element.dataset.workspace}`);
  const rows = grid(part('grid'));
  /** @type {{id: string, abort: AbortController} | null} */
  let run = null;
  let last = '';

  const busy = (/** @type {boolean} */ on) => {
    part('run').toggleAttribute('disabled', on);
    part('stop').hidden = !on;
    part('result').toggleAttribute('aria-busy', on);
    part('status').textContent = on ? 'Running' : '';
  };

  const fail = (/** @type {unknown} */ error, /** @type {number} */ offset) => {
    const known = error instanceof ApiError ? error : new ApiError({ code: 'error', message: String(error) }, 0);
    const { line, column } = /** @type {{line?: number, column?: number}} */ (known.details);
    part('error').hidden = false;
    part('message').textContent = line ? `Line ${line}${column ? `, column ${column}` : ''}: ${known.message}` : known.message;
    part('place').hidden = !line;
    part('place').onclick = () => text.show(line ?? 1, column, offset);
    if (line) text.mark(line, offset);
  };

  const execute = async () => {
    const { sql, offset } = text.statement();
    if (run || !sql.trim()) return;
    const mine = { id: runId(), abort: new AbortController() };
    run = mine;
    busy(true);
    part('error').hidden = true;
    text.mark(0, 0);
    try {
      const options = { json: { sql, run_id: mine.id, origin: 'sql' }, signal: mine.abort.signal };
      const answer = await (await apiResponse(path, options)).json();
      last = sql;
      part('result').hidden = false;
      part('counts').textContent = counts(answer);
      rows.show(answer.columns, answer.rows);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') part('status').textContent = 'Stopped';
      else fail(error, offset);
    } finally {
      const stopped = mine.abort.signal.aborted;
      run = null;
      busy(false);
      if (stopped) part('status').textContent = 'Stopped';
      setTimeout(() => document.body.dispatchEvent(new CustomEvent('queries-changed')), 800); // the history is written a moment later
    }
  };

  const stop = () => {
    if (!run) return;
    apiResponse(`${path.replace(/execute$/, '')}${run.id}/cancel`, { method: 'POST' }).catch(() => undefined); // it may have ended
    run.abort.abort();
  };

  element.querySelector('form')?.addEventListener('submit', (event) => {
    event.preventDefault();
    execute();
  });
  text.onRun(execute);
  part('stop').addEventListener('click', stop);
  part('csv').addEventListener('click', () => download(path, last));
  element.addEventListener('click', (event) => {
    const name = event.target instanceof Element ? event.target.closest('[data-insert]')?.getAttribute('data-insert') : null;
    if (name) text.insert(/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
  });
  attachTables(element);
  return stop;
}
