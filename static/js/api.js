// Calls to the server's API with the CSRF token, and its one error shape as one exception.

/** @typedef {{code: string, message: string, details?: Record<string, unknown>, request_id?: string, timestamp?: string}} ErrorForm */

/** An error the server explained, or `code: "network"` when no answer came. */
export class ApiError extends Error {
  /** @param {ErrorForm} form @param {number} status the HTTP status, 0 without an answer */
  constructor(form, status) {
    super(form.message);
    this.name = 'ApiError';
    this.code = form.code;
    this.status = status;
    this.details = form.details ?? {};
    this.requestId = form.request_id ?? '';
  }
}

/** The token that unsafe methods need: a meta tag, htmx's headers on the body, or the cookie. @returns {string} */
export function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta instanceof HTMLMetaElement && meta.content) return meta.content;
  const htmx = document.body?.getAttribute('hx-headers');
  const fromHtmx = htmx ? JSON.parse(htmx)['X-CSRFToken'] : '';
  return fromHtmx || (/(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? '');
}

/** @param {Response} response @returns {Promise<ErrorForm>} */
async function errorForm(response) {
  const body = await response.json().catch(() => null);
  return body?.error?.code ? body.error : { code: `http_${response.status}`, message: `The server answered ${response.status} ${response.statusText}`.trim() };
}

/**
 * @typedef {{method?: string, json?: unknown, headers?: Record<string, string>, signal?: AbortSignal, accept?: string}} ApiOptions
 */

/**
 * The raw answer of a call that succeeded; for streams and files.
 * @param {string} path @param {ApiOptions} [options] @returns {Promise<Response>} @throws {ApiError}
 */
export async function apiResponse(path, { method, json, headers = {}, signal, accept = 'application/json' } = {}) {
  const verb = method ?? (json === undefined ? 'GET' : 'POST');
  const all = new Headers({ Accept: accept, ...headers });
  if (json !== undefined) all.set('Content-Type', 'application/json');
  if (!['GET', 'HEAD', 'OPTIONS'].includes(verb)) all.set('X-CSRFToken', csrfToken());
  const init = { method: verb, headers: all, signal, credentials: /** @type {const} */ ('same-origin'), body: json === undefined ? undefined : JSON.stringify(json) };
  const response = await fetch(path, init).catch((error) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ code: 'network', message: 'The server cannot be reached. Check the connection and try again.' }, 0);
  });
  if (!response.ok) throw new ApiError(await errorForm(response), response.status);
  return response;
}

/**
 * Call the API and read JSON.
 * @param {string} path for example `/api/v1/charts/` @param {ApiOptions} [options] `json` is sent as the body (POST unless `method` says otherwise)
 * @returns {Promise<any>} the answer, `null` when it has no body @throws {ApiError} the server's error form; AbortError when `signal` fired
 */
export async function api(path, options) {
  const response = await apiResponse(path, options);
  return response.status === 204 ? null : response.json();
}
