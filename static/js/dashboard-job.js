// A bar for a job: follows it live, and reloads the page when it is over. data-job is its id.
import { api } from './api.js';
import { live } from './live.js';

const FINAL = ['completed', 'failed', 'cancelled'];

/** @param {HTMLElement} element with a <progress> and [data-message] inside */
export function attach(element) {
  const id = String(element.dataset.job);
  const show = (/** @type {{state: string, progress: number, message: string, error?: {message?: string} | null}} */ job) => {
    const bar = element.querySelector('progress');
    if (bar) bar.value = job.progress;
    const words = element.querySelector('[data-message]');
    if (words) words.textContent = job.error?.message ?? job.message;
    if (job.state === 'completed') location.reload();
    if (FINAL.includes(job.state)) stop();
  };
  const look = () => api(`/api/v1/jobs/${id}`).then(show, () => {});
  const stop = live.subscribe(`job:${id}`, (event) => (event.data?.state ? show(event.data) : look()));
  look();
  return stop;
}
