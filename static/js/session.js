// Warns two minutes before the session ends and lets people stay. The page keeps what is typed into it: after a new sign-in in
// another tab the forms here get the new token and can be sent.
import { api, ApiError } from './api.js';

const LOOK_MS = 15_000;

/** @typedef {{idle: number, whole: number, warn: number, csrf: string}} Told */

/** @param {HTMLElement} element the dialog; data-left: seconds the session lives yet, data-status and data-stay: where to ask and to stay */
export function attach(element) {
  const dialog = /** @type {HTMLDialogElement} */ (element);
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(name));
  const [text, stays, signIn, later] = ['#session-text', '[data-stays]', '[data-sign-in]', '[data-later]'].map(part);
  const state = { ends: Date.now() + Number(dialog.dataset.left) * 1000, warn: 120_000, over: false, closed: false };

  const learn = (/** @type {Told} */ told) => {
    state.ends = Date.now() + Math.min(told.idle, told.whole) * 1000;
    state.warn = told.warn * 1000;
    state.over = false;
    stays.hidden = told.whole <= told.idle && told.whole < told.warn;
    later.hidden = !stays.hidden;
    takeToken(told.csrf);
  };
  const ask = async (/** @type {string} */ where, /** @type {string} */ method) => {
    try {
      learn(await api(where, { method }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) state.over = true;
    }
  };
  const show = () => {
    if (state.over) return say('You are signed out. Sign in again in a new tab, then come back: this page goes on where it is.', true);
    const seconds = Math.max(0, Math.round((state.ends - Date.now()) / 1000));
    return say(`This browser is signed out ${seconds > 60 ? 'in two minutes' : 'in less than a minute'}${stays.hidden ? '. Save your work now.' : ', because it was not used for a while.'}`, false);
  };
  const say = (/** @type {string} */ words, /** @type {boolean} */ over) => {
    if (text.textContent !== words) text.textContent = words;
    signIn.hidden = !over;
    if (over) {
      stays.hidden = false;
      later.hidden = true;
    }
    stays.textContent = over ? 'I have signed in' : 'Stay signed in';
    if (!dialog.open && !(state.closed && !over)) dialog.showModal();
  };
  const look = async () => {
    if (!state.over && state.ends - Date.now() > state.warn) return;
    await ask(dialog.dataset.status ?? '', 'GET');
    if (state.over || state.ends - Date.now() <= state.warn) show();
    else if (dialog.open) dialog.close();
  };
  const stay = async () => {
    await ask(dialog.dataset.status ?? '', 'GET'); // brings the token, should a new sign-in have changed it
    if (!state.over) await ask(dialog.dataset.stay ?? '', 'POST');
    if (state.over || state.ends - Date.now() <= state.warn) show();
    else dialog.close();
  };
  stays.addEventListener('click', stay);
  later.addEventListener('click', () => { state.closed = true; dialog.close(); });
  const timer = setInterval(look, LOOK_MS);
  document.addEventListener('visibilitychange', look);
  return () => { clearInterval(timer); document.removeEventListener('visibilitychange', look); };
}

/** Give every form of the page, and htmx, the token of the session as it is now. @param {string} token */
function takeToken(token) {
  document.body.setAttribute('hx-headers', JSON.stringify({ 'X-CSRFToken': token }));
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) /** @type {HTMLInputElement} */ (field).value = token;
}
