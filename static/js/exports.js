// Taking a chart away: pictures and workbooks are made on the server first; meanwhile the page says so, and says what went wrong.
import { ApiError, apiResponse } from './api.js';
import { text } from './render/format.js';

const SIZE = { wide: [1200, 675, 2], page: [1050, 740, 1] };

/** @param {string} message @param {'ok' | 'bad'} [kind] */
const toast = (message, kind = 'ok') => window.dispatchEvent(new CustomEvent('toast', { detail: { message, kind } }));

/** Light or dark, as the page is now. @returns {'light' | 'dark'} */
export function themeNow() {
  const { theme } = document.documentElement.dataset;
  if (theme === 'light' || theme === 'dark') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/**
 * The address of a form of a chart or tile.
 * @param {string} path of the chart or tile in the API @param {string} form png, svg, pdf, xlsx or csv @param {string} [narrowing] `?f.region=EU` and the like
 * @returns {string}
 */
export function exportUrl(path, form, narrowing = '') {
  const query = new URLSearchParams(narrowing);
  if (form === 'csv' || form === 'xlsx') return `${path}/${form}${query.size ? `?${query}` : ''}`;
  const [width, height, scale] = form === 'pdf' ? SIZE.page : SIZE.wide;
  const theme = form === 'pdf' ? 'light' : themeNow(); // paper is white
  const wish = { format: form, width: String(width), height: String(height), theme, download: '1', ...(form === 'png' ? { scale: String(scale) } : {}) };
  for (const [name, value] of Object.entries(wish)) query.set(name, value);
  return `${path}/picture?${query}`;
}

/** @param {Response} response @param {string} form */
function nameOf(response, form) {
  return /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? `chart.${form}`;
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {string} url */
async function copyPicture(url) {
  if (!navigator.clipboard?.write || typeof ClipboardItem === 'undefined') throw new Error(text('This browser cannot copy pictures. Download the PNG instead.'));
  const blob = apiResponse(url, { accept: 'image/png' }).then((response) => response.blob());
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
}

/**
 * Make a form of a chart and give it to the person; the button that asked is busy meanwhile.
 * @param {HTMLElement} button @param {string} path @param {string} [narrowing]
 */
export async function runExport(button, path, narrowing = '') {
  if (button.getAttribute('aria-busy') === 'true') return;
  const form = button.dataset.export ?? 'png';
  const url = exportUrl(path, form === 'copy' ? 'png' : form, narrowing);
  button.setAttribute('aria-busy', 'true');
  const slow = setTimeout(() => toast(text('The file is being made…')), 1000);
  try {
    if (form === 'copy') {
      await copyPicture(url);
      toast(text('The picture was copied.'));
    } else {
      const response = await apiResponse(url, { accept: '*/*' });
      save(await response.blob(), nameOf(response, form));
    }
  } catch (error) {
    const why = error instanceof ApiError || error instanceof Error ? error.message : String(error);
    toast(`${text('The file could not be made.')} ${why}`, 'bad');
  } finally {
    clearTimeout(slow);
    button.removeAttribute('aria-busy');
  }
}

/** A menu of forms; `data-path` is the chart's address in the API. CSV streams as an ordinary download. @param {HTMLElement} root */
export function attach(root) {
  const click = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-export]'));
    if (!button || button.dataset.export === 'csv') return;
    event.preventDefault();
    root.querySelector('details')?.removeAttribute('open');
    runExport(button, String(root.dataset.path));
  };
  root.addEventListener('click', click);
  return () => root.removeEventListener('click', click);
}
