// A result as a table: only the rows in view are in the page, the header stays, a click on it sorts.

const AROUND = 20;
const NUMBERS = new Set(['integer', 'float', 'decimal']);
const formats = new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 });

/** @param {unknown} value @param {string} type @returns {string} */
export function shown(value, type) {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'number') return type === 'integer' ? String(value) : formats.format(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Rows by one column; nulls last either way. @param {any[][]} rows @param {number} column @param {1 | -1} way @returns {any[][]} */
export function sorted(rows, column, way) {
  return [...rows].sort(({ [column]: a }, { [column]: b }) => {
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
    if (typeof a === 'number' && typeof b === 'number') return way * (a - b);
    return way * String(a).localeCompare(String(b), undefined, { numeric: true });
  });
}

/** @param {HTMLElement} host the scrolling box */
export function grid(host) {
  /** @type {{name: string, type: string}[]} */
  let columns = [];
  /** @type {any[][]} */
  let rows = [];
  /** @type {any[][]} */
  let order = [];
  let by = -1;
  /** @type {1 | -1} */
  let way = 1;
  let height = 30;
  const table = document.createElement('table');
  table.className = 'table';
  const [head, body] = [table.createTHead(), table.createTBody()];

  /** @param {number} pixels */
  const pad = (pixels) => {
    const row = document.createElement('tr');
    row.className = 'pad';
    const cell = row.insertCell();
    cell.colSpan = Math.max(1, columns.length);
    cell.style.height = `${pixels}px`;
    return row;
  };

  /** @param {any[]} values @param {number} at */
  const line = (values, at) => {
    const row = document.createElement('tr');
    row.setAttribute('aria-rowindex', String(at + 2));
    columns.forEach(({ type }, column) => {
      const cell = row.insertCell();
      cell.textContent = shown(values[column], type);
      cell.className = [NUMBERS.has(type) ? 'num' : '', values[column] === null ? 'null' : ''].join(' ').trim();
      if (values[column] !== null && cell.textContent.length > 40) cell.title = cell.textContent;
    });
    return row;
  };

  const draw = () => {
    const first = Math.max(0, Math.floor(host.scrollTop / height) - AROUND);
    const last = Math.min(order.length, first + Math.ceil(host.clientHeight / height || 30) + 2 * AROUND);
    const visible = order.slice(first, last).map((values, at) => line(values, first + at));
    body.replaceChildren(pad(first * height), ...visible, pad((order.length - last) * height));
    const measured = visible[0]?.getBoundingClientRect().height;
    if (measured && Math.abs(measured - height) > 0.5) height = measured;
  };

  /** @param {number} column */
  const sort = (column) => {
    way = by === column && way === 1 ? -1 : 1;
    by = column;
    order = sorted(rows, column, way);
    drawHead();
    draw();
  };

  const drawHead = () => {
    const row = document.createElement('tr');
    columns.forEach(({ name, type }, column) => {
      const cell = document.createElement('th');
      const button = document.createElement('button');
      Object.assign(button, { type: 'button', textContent: by === column ? `${name} ${way > 0 ? '↑' : '↓'}` : name, title: `Sort by ${name} (${type})` });
      button.addEventListener('click', () => sort(column));
      cell.scope = 'col';
      cell.className = NUMBERS.has(type) ? 'num' : '';
      if (by === column) cell.setAttribute('aria-sort', way > 0 ? 'ascending' : 'descending');
      cell.append(button);
      row.append(cell);
    });
    head.replaceChildren(row);
  };

  host.append(table);
  let waiting = false;
  host.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  });

  return {
    /** Show a result from its top. @param {{name: string, type: string}[]} newColumns @param {any[][]} newRows */
    show: (newColumns, newRows) => {
      [columns, rows, order, by, way] = [newColumns, newRows, newRows, -1, 1];
      table.setAttribute('aria-rowcount', String(rows.length + 1));
      host.scrollTop = 0;
      drawHead();
      draw();
    },
  };
}
