// The progress of an import, live: the bar, the percentage, the step. With data-reload the page loads anew when the job ends.
import { live } from './live.js';

/** The steps of an import in words; other messages are words already. @type {Record<string, string>} */
const STEPS = { detect: 'Looking at the file', read: 'Reading rows', write: 'Writing the table', profile: 'Profiling columns', publish: 'Publishing the version' };

/** @param {HTMLElement} element with data-job */
export function attach(element) {
  const bar = element.querySelector('progress');
  const percent = element.querySelector('[data-percent]');
  const message = element.querySelector('[data-message]');
  return live.subscribe(`job:${element.dataset.job}`, ({ type, data }) => {
    if (type === 'job.finished' || type === 'resync') return ended(element, type);
    if (typeof data?.progress !== 'number') return undefined;
    if (bar && data.state === 'running') bar.value = data.progress;
    if (percent) percent.textContent = `${Math.round(data.progress)} %`;
    if (message && data.message) message.textContent = STEPS[data.message] ?? data.message;
    return undefined;
  });
}

/** @param {HTMLElement} element @param {string} type */
function ended(element, type) {
  if (element.hasAttribute('data-reload')) location.reload();
  else if (type === 'job.finished') window.htmx.ajax('GET', location.pathname + location.search, { target: '#datasets', swap: 'innerHTML' });
}
