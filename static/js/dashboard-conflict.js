// Two people saved: show what differs, and let the second one choose what happens.
import { api } from './api.js';
import { differences } from './dashboard-draft.js';
import { toast } from './dashboard-places.js';

/** @param {import('./dashboard-edit.js').Editor} editor @param {import('./api.js').ApiError} error */
export function resolveConflict(editor, error) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('conflict'));
  const theirs = /** @type {any} */ (error.details);
  const when = new Date(theirs.saved_at).toLocaleString();
  set(dialog, '[data-conflict-text]', `${theirs.saved_by} saved this dashboard on ${when}, after you began. Nothing of yours is lost yet.`);
  const rows = differences(editor.draft.content, theirs.stored, (tile) => editor.nameOf(tile)).map((cells) => {
    const row = document.createElement('tr');
    row.append(...cells.map((words) => Object.assign(document.createElement('td'), { textContent: words })));
    return row;
  });
  dialog.querySelector('[data-conflict-rows]')?.replaceChildren(...rows);
  dialog.onclick = (event) => {
    const choice = event.target instanceof Element && /** @type {HTMLElement | null} */ (event.target.closest('[data-resolve]'));
    if (choice) resolve(editor, theirs.version, String(choice.dataset.resolve), dialog);
  };
  dialog.showModal();
}

/** @param {import('./dashboard-edit.js').Editor} editor @param {number} version @param {string} choice @param {HTMLDialogElement} dialog */
async function resolve(editor, version, choice, dialog) {
  dialog.close();
  if (choice === 'reload') return editor.leave(location.href);
  if (choice === 'overwrite') return overwrite(editor, version);
  const { name, tiles } = editor.draft.content;
  try {
    const copy = await api('/api/v1/dashboards/', { json: { ...editor.draft.content, name: `${name} (my copy)`.slice(0, 200), tiles } });
    return editor.leave(copy.url);
  } catch (error) {
    return toast(error instanceof Error ? error.message : String(error), 'bad');
  }
}

/** Tiles that the other save removed are made anew, so that mine wins whole. @param {import('./dashboard-edit.js').Editor} editor @param {number} version */
async function overwrite(editor, version) {
  const stored = await api(`${editor.data.api}/layout`);
  const kept = new Set(stored.tiles.map((/** @type {{id: string}} */ t) => t.id));
  const name = (/** @type {string} */ id) => (kept.has(id) || id.startsWith('new-') ? id : `new-${id}`);
  const { tiles, filters } = editor.draft.content;
  editor.draft.commit({ tiles: tiles.map((t) => ({ ...t, id: name(t.id) })), filters: filters.map((f) => ({ ...f, tiles: f.tiles?.map(name) ?? null })) });
  return editor.save(`"${editor.data.id}.${version}"`);
}

/** @param {HTMLElement} root @param {string} selector @param {string} words */
function set(root, selector, words) {
  const element = root.querySelector(selector);
  if (element) element.textContent = words;
}
