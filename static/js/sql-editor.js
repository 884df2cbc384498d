// A text area that behaves like an editor: indents, comments, moves lines, numbers them, marks the line of an error.

const INDENT = '  ';

/** The lines that a selection touches. @param {string} value @param {number} start @param {number} end */
function touched(value, start, end) {
  const from = value.lastIndexOf('\n', start - 1) + 1;
  const to = value.indexOf('\n', Math.max(end - (end > start ? 1 : 0), from));
  return { from, to: to < 0 ? value.length : to };
}

/** Comment lines out, or in again when all of them are. @param {string} text @returns {string} */
export function toggleComment(text) {
  const lines = text.split('\n');
  const all = lines.every((line) => !line.trim() || /^\s*--/.test(line));
  return lines.map((line) => (all ? line.replace(/^(\s*)-- ?/, '$1') : line.trim() ? `-- ${line}` : line)).join('\n');
}

/** @param {string} text @param {boolean} back @returns {string} */
export function indent(text, back) {
  return text.split('\n').map((line) => (back ? line.replace(/^ {1,2}/, '') : INDENT + line)).join('\n');
}

/** Where line and column (from 1) are in the text. @param {string} text @param {number} line @param {number} [column] @returns {number} */
export function offsetOf(text, line, column = 1) {
  const lines = text.split('\n').slice(0, line);
  const before = lines.slice(0, -1).reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(before + Math.max(0, column - 1), text.length);
}

/** Replace a part of the text so that the browser's undo knows it. @param {HTMLTextAreaElement} area @param {number} from @param {number} to @param {string} text */
function replace(area, from, to, text) {
  area.setSelectionRange(from, to);
  if (!document.execCommand('insertText', false, text)) area.setRangeText(text, from, to, 'end');
}

/** Apply a change to the touched lines and keep them selected. @param {HTMLTextAreaElement} area @param {(text: string) => string} change */
function changeLines(area, change) {
  const { from, to } = touched(area.value, area.selectionStart, area.selectionEnd);
  const text = change(area.value.slice(from, to));
  replace(area, from, to, text);
  area.setSelectionRange(from, from + text.length);
}

/** @param {HTMLTextAreaElement} area @param {-1 | 1} way */
function moveLines(area, way) {
  const { value } = area;
  const { from, to } = touched(value, area.selectionStart, area.selectionEnd);
  const block = value.slice(from, to);
  if (way < 0 && from > 0) {
    const above = value.lastIndexOf('\n', from - 2) + 1;
    replace(area, above, to, `${block}\n${value.slice(above, from - 1)}`);
    area.setSelectionRange(above, above + block.length);
  } else if (way > 0 && to < value.length) {
    const below = value.indexOf('\n', to + 1) < 0 ? value.length : value.indexOf('\n', to + 1);
    const next = value.slice(to + 1, below);
    replace(area, from, below, `${next}\n${block}`);
    area.setSelectionRange(from + next.length + 1, from + next.length + 1 + block.length);
  }
}

/** Start the next line where this one starts. @param {HTMLTextAreaElement} area */
function newLine(area) {
  const { from } = touched(area.value, area.selectionStart, area.selectionStart);
  const space = /^ */.exec(area.value.slice(from, area.selectionStart))?.[0] ?? '';
  replace(area, area.selectionStart, area.selectionEnd, `\n${space}`);
}

/** @param {HTMLTextAreaElement} area @param {KeyboardEvent} event @returns {boolean} whether the key was used */
function key(area, event) {
  const command = event.ctrlKey || event.metaKey;
  if (event.key === '/' && command) changeLines(area, toggleComment);
  else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) moveLines(area, event.key === 'ArrowUp' ? -1 : 1);
  else if (event.key === 'Enter' && !command && !event.shiftKey && !event.altKey) newLine(area);
  else if (event.key === 'Tab' && !command && !event.altKey) {
    if (event.shiftKey || area.selectionStart < area.selectionEnd) changeLines(area, (text) => indent(text, event.shiftKey));
    else replace(area, area.selectionStart, area.selectionEnd, INDENT);
  } else return false;
  return true;
}

/**
 * Make an editor of a text area. The draft is kept under `name` in this browser.
 * @param {HTMLTextAreaElement} area @param {HTMLElement} numbers shows the line numbers @param {string} name
 */
export function editor(area, numbers, name) {
  let leaving = false;
  let wrong = 0;
  /** @type {() => void} */
  let run = () => undefined;

  const draw = () => {
    const lines = area.value.split('\n').length;
    area.rows = Math.min(30, Math.max(9, lines + 1));
    numbers.replaceChildren(...Array.from({ length: lines }, (_, at) => {
      const number = document.createElement(at + 1 === wrong ? 'b' : 'span');
      number.textContent = `${at + 1}\n`;
      return number;
    }));
    numbers.scrollTop = area.scrollTop;
  };

  if (!area.value) area.value = localStorage.getItem(name) ?? '';
  area.addEventListener('input', () => {
    wrong = 0;
    localStorage.setItem(name, area.value);
    draw();
  });
  area.addEventListener('scroll', () => { numbers.scrollTop = area.scrollTop; });
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
    else if (event.key === 'Escape') leaving = true;
    else if (event.key === 'Tab' && leaving) return;
    else if (!key(area, event)) return;
    if (event.key !== 'Escape') {
      leaving = false;
      event.preventDefault();
    }
  });
  area.addEventListener('blur', () => { leaving = false; });
  draw();

  return {
    /** Call on Ctrl+Enter. @param {() => void} action */
    onRun: (action) => { run = action; },
    /** The selection, or everything; `offset` is where it starts. */
    statement: () => {
      const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
      return chosen.trim() ? { sql: chosen, offset: area.selectionStart } : { sql: area.value, offset: 0 };
    },
    /** @param {string} text */
    insert: (text) => {
      area.focus();
      replace(area, area.selectionStart, area.selectionEnd, text);
    },
    /** Mark a line of the statement that began at `offset`; 0 for none. @param {number} line @param {number} offset */
    mark: (line, offset) => {
      wrong = line && line + area.value.slice(0, offset).split('\n').length - 1;
      draw();
    },
    /** Put the cursor there. @param {number} line @param {number | undefined} column @param {number} offset */
    show: (line, column, offset) => {
      const at = offset + offsetOf(area.value.slice(offset), line, column);
      area.focus();
      area.setSelectionRange(at, touched(area.value, at, at).to);
    },
  };
}
