// A native dialog: any [data-opens="id"] opens it, [data-closes] inside and a click beside it close it.

/** @param {HTMLElement} element a <dialog> with an id */
export function attach(element) {
  const dialog = /** @type {HTMLDialogElement} */ (element);
  const open = (/** @type {MouseEvent} */ event) => {
    const opener = event.target instanceof Element && event.target.closest(`[data-opens="${dialog.id}"]`);
    if (!opener) return;
    opener.closest('details')?.removeAttribute('open');
    dialog.showModal();
  };
  document.addEventListener('click', open);
  dialog.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target === dialog || target.closest('[data-closes]')) dialog.close();
  });
  return () => document.removeEventListener('click', open);
}
