// Files that are dropped on a page: where they may fall, and a file that waits for the upload page to open.

/** @type {File | null} */
let waiting = null;

/** Keep a file for the upload page that is about to open. @param {File} file */
export const handOver = (file) => { waiting = file; };

/** The file that was kept, once. @returns {File | null} */
export function takeOver() {
  const file = waiting;
  waiting = null;
  return file;
}

/**
 * Let files be dropped anywhere on `area`; `mark` shows that they would be taken.
 * @param {HTMLElement} area @param {Element | null} mark @param {(files: FileList) => void} take @returns {() => void}
 */
export function droppable(area, mark, take) {
  let depth = 0;
  const carries = (/** @type {DragEvent} */ event) => Boolean(event.dataTransfer?.types.includes('Files'));
  const show = () => mark?.classList.toggle('over', depth > 0);
  /** @type {Record<string, (event: DragEvent) => void>} */
  const hear = {
    dragenter: (event) => { if (carries(event)) { depth += 1; show(); } },
    dragleave: (event) => { if (carries(event)) { depth = Math.max(0, depth - 1); show(); } },
    dragover: (event) => { if (carries(event)) event.preventDefault(); },
    drop: (event) => {
      depth = 0;
      show();
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      take(event.dataTransfer.files);
    },
  };
  for (const [name, run] of Object.entries(hear)) area.addEventListener(name, /** @type {EventListener} */ (run));
  return () => { for (const [name, run] of Object.entries(hear)) area.removeEventListener(name, /** @type {EventListener} */ (run)); };
}
