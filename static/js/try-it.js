// Tries an operation of the API from its documentation, as the person who is signed in; nothing leaves this site.

import { csrfToken } from './api.js';
import { node } from './render/figure.js';

const SHOWN = 200_000;

/** @typedef {{name: string, in: string, required?: boolean}} Parameter */
/** @typedef {{method: string, path: string, media: string, parameters: Parameter[], body: string}} Operation */

/** One form for each operation, made when its "Try it" is pressed. @param {HTMLElement} element */
export function attach(element) {
  /** @param {Event} event */
  const open = (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[data-try]') : null;
    if (!(button instanceof HTMLButtonElement)) return;
    const facts = element.querySelector(`#${CSS.escape(button.dataset.try ?? '')}`);
    if (facts?.textContent) button.replaceWith(panel(JSON.parse(facts.textContent)));
  };
  element.addEventListener('click', open);
  return () => element.removeEventListener('click', open);
}

/** @param {Operation} operation @returns {HTMLElement} */
function panel(operation) {
  const fields = operation.parameters.map((parameter) => field(parameter));
  const body = /** @type {HTMLTextAreaElement} */ (node('textarea', { class: 'mono', rows: '8', spellcheck: 'false' }, [operation.body]));
  const send = /** @type {HTMLButtonElement} */ (node('button', { type: 'submit', class: 'btn btn-primary' }, ['Send']));
  const answer = node('div', { class: 'stack', 'aria-live': 'polite' });
  const inputs = fields.map(([label]) => label);
  if (operation.body) inputs.push(node('label', { class: 'field wide' }, [node('span', { class: 'label' }, [operation.media]), body]));
  if (operation.method !== 'GET') inputs.push(node('p', { class: 'muted small' }, ['This is done for real, in your workspace.']));
  const form = node('form', { class: 'stack try-it' }, [...inputs, node('div', { class: 'cluster' }, [send]), answer]);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    send.disabled = true;
    answer.replaceChildren(...(await asked(operation, new Map(fields.map(([, input], at) => [operation.parameters[at], input.value])), body.value)));
    send.disabled = false;
  });
  return form;
}

/** @param {Parameter} parameter @returns {[HTMLElement, HTMLInputElement]} */
function field(parameter) {
  const input = /** @type {HTMLInputElement} */ (node('input', { class: 'mono', ...(parameter.required ? { required: '' } : {}) }));
  const title = `${parameter.name}${parameter.required ? ' *' : ''}`;
  return [node('label', { class: 'field' }, [node('span', { class: 'label mono' }, [title]), input]), input];
}

/**
 * Sends it and tells what came: status, time, the headers that programs look at, the body.
 * @param {Operation} operation @param {Map<Parameter, string>} given @param {string} body @returns {Promise<HTMLElement[]>}
 */
async function asked(operation, given, body) {
  const { address, headers } = request(operation, given);
  const began = performance.now();
  try {
    const response = await fetch(address, { method: operation.method, headers, credentials: 'same-origin', body: operation.body ? body : undefined });
    const text = await readable(response);
    const told = ['etag', 'location', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];
    const lines = told.filter((name) => response.headers.has(name)).map((name) => `${name}: ${response.headers.get(name)}`);
    return [
      node('p', { class: 'cluster' }, [
        node('span', { class: `badge ${response.ok ? 'badge-ok' : 'badge-bad'}` }, [`${response.status} ${response.statusText}`.trim()]),
        node('span', { class: 'muted small' }, [`${Math.round(performance.now() - began)} ms`]),
      ]),
      ...(lines.length ? [node('pre', { class: 'mono small' }, [lines.join('\n')])] : []),
      ...(text ? [node('pre', { class: 'mono small try-answer', tabindex: '0' }, [text])] : []),
    ];
  } catch {
    return [node('p', { class: 'error', role: 'alert' }, ['The server cannot be reached. Check the connection and try again.'])];
  }
}

/** The address and headers that the fields make. @param {Operation} operation @param {Map<Parameter, string>} given */
export function request(operation, given) {
  let path = operation.path;
  const query = new URLSearchParams();
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' };
  if (operation.body) headers['Content-Type'] = operation.media;
  if (operation.method !== 'GET') headers['X-CSRFToken'] = csrfToken();
  for (const [parameter, value] of given) {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (value && parameter.in === 'query') query.append(parameter.name, value);
    else if (value) headers[parameter.name] = value;
  }
  return { address: query.size ? `${path}?${query}` : path, headers };
}

/** The body as people read it. @param {Response} response */
async function readable(response) {
  const kind = response.headers.get('Content-Type') ?? '';
  if (!/json|text|xml/.test(kind)) return kind ? `${(await response.arrayBuffer()).byteLength.toLocaleString()} bytes of ${kind}` : '';
  const text = await response.text();
  const pretty = kind.includes('json') && text ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return pretty.length > SHOWN ? `${pretty.slice(0, SHOWN)}\n…` : pretty;
}
