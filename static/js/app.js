// The page's one script: attaches a behaviour to every element that names it in data-behaviour, also after htmx swaps.
// A behaviour is a module that exports `attach(element)` and may return a function that detaches it.

/** @type {Record<string, () => Promise<{attach: (element: HTMLElement) => void | (() => void) | Promise<void | (() => void)>}>>} */
const behaviours = {
  dialog: () => import('./dialog.js'),
  menus: () => import('./menus.js'),
  preferences: () => import('./preferences.js'),
  rail: () => import('./rail.js'),
  shortcuts: () => import('./shortcuts.js'),
  theme: () => import('./theme.js'),
  tour: () => import('./tour.js'),
  toasts: () => import('./toasts.js'),
  exports: () => import('./exports.js'),
  session: () => import('./session.js'),
  passkey: () => import('./passkey.js'),
  gallery: () => import('./gallery.js'),
  'chart-builder': () => import('./chart-builder.js'),
  sql: () => import('./sql.js'),
  upload: () => import('./upload.js'),
  'drop-upload': () => import('./upload-drop.js'),
  preview: () => import('./preview.js'),
  'dataset-progress': () => import('./dataset-progress.js'),
  dashboard: () => import('./dashboard.js'),
  'dashboard-edit': () => import('./dashboard-edit.js'),
  share: () => import('./share.js'),
  'try-it': () => import('./try-it.js'),
  'job-progress': () => import('./dashboard-job.js'),
};

/** @type {WeakMap<Element, Map<string, void | (() => void)>>} */
const attached = new WeakMap();

/** Attach what `element` asks for, once. @param {HTMLElement} element */
async function attach(element) {
  const done = attached.get(element) ?? new Map();
  attached.set(element, done);
  for (const name of (element.dataset.behaviour ?? '').split(/\s+/).filter(Boolean)) {
    if (done.has(name)) continue;
    done.set(name, undefined);
    const load = behaviours[name];
    if (!load) throw new Error(`No behaviour is called "${name}".`);
    done.set(name, await (await load()).attach(element));
  }
}

/** @param {ParentNode & Node} root */
function attachAll(root) {
  if (root instanceof HTMLElement && root.dataset.behaviour) attach(root);
  for (const element of root.querySelectorAll('[data-behaviour]')) attach(/** @type {HTMLElement} */ (element));
}

/** Let go of what left the page. @param {Node} root */
function detachAll(root) {
  if (!(root instanceof HTMLElement)) return;
  for (const element of [root, ...root.querySelectorAll('[data-behaviour]')]) {
    for (const detach of attached.get(element)?.values() ?? []) detach?.();
    attached.delete(element);
  }
}

attachAll(document);
new MutationObserver((changes) => {
  for (const change of changes) {
    change.removedNodes.forEach((node) => node.isConnected || detachAll(node));
    change.addedNodes.forEach((node) => node instanceof HTMLElement && attachAll(node));
  }
}).observe(document.body, { childList: true, subtree: true });
