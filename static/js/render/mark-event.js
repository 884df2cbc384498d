// Word of a mark that a person clicked or opened the menu of: `pb:mark`, which bubbles from every renderer.

/**
 * @typedef {{host: HTMLElement, payload: ChartPayload, rows: number[], columns: ChartColumn[], where: {column: ChartColumn, value: any}[], title: string, values: string,
 *   measure?: ChartColumn, value?: any, x: number, y: number, action: 'pick' | 'menu', event: Event | null}} MarkDetail
 * `rows` are places in `payload.rows`, `where` what the mark stands for by column, `x` and `y` a place in the window
 */

/** @param {HTMLElement} host @param {MarkDetail} detail @returns {boolean} whether somebody took it */
export function tellMark(host, detail) {
  return !host.dispatchEvent(new CustomEvent('pb:mark', { bubbles: true, cancelable: true, detail }));
}
