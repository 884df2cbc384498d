// Menus made of <details class="menu">: one open at a time, closed by Escape, by a click beside them, and by choosing.

const opened = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('details.menu[open]'));

/** Move along the entries with the arrow keys. @param {KeyboardEvent} event @param {HTMLDetailsElement} menu */
function walk(event, menu) {
  const entries = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('.menu-list :is(a, button)')]);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !entries.length) return;
  event.preventDefault();
  const at = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  entries[(at + step + entries.length) % entries.length].focus();
}

/** @param {HTMLElement} body */
export function attach(body) {
  body.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    for (const menu of opened()) if (!menu.contains(target) || target.closest('.menu-list :is(a, button)')) menu.open = false;
  });
  body.addEventListener('keydown', (event) => {
    const [menu] = opened();
    if (!menu) return;
    if (event.key === 'Escape') {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    } else walk(event, menu);
  });
}
