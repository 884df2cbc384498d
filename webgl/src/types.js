// Shapes that several modules share. `Rect` is in data units unless a comment says otherwise; y grows upward.

/**
 * @typedef {{x0: number, y0: number, x1: number, y1: number}} Rect
 * @typedef {{x: number, y: number}} Point
 * @typedef {{title?: string, type?: 'linear' | 'time'}} AxisOptions
 * @typedef {{x: Float32Array, y: Float32Array, code: Uint8Array | null, size?: Uint8Array | null}} Batch columns of some rows, relative to the origin; NaN where a value is missing; `size` of marks as 255ths of the largest diameter
 * @typedef {{rgb: number[], hidden: boolean[], low: number, high: number, ramp?: number[], tone?: import('./render/tonemap.js').Tone}} Style colours as 0xbbggrr of each category slot, the single-colour ramp's ends, and the colour scale of values from low over the middle to high
 * @typedef {{row: number, x: number, y: number, category: number, value?: number, cell?: Rect, parts?: number[], values?: {row: number, category: number, x: number, y: number}[]}} Hit `value` of a `cell`, and `parts` of it by category; `values` of every series, where there are several
 * @typedef {{view: Rect, width: number, height: number, size: number, ratio: number, moving: boolean, pressed?: boolean, shades?: boolean, sized?: boolean}} FrameRequest `width`, `height` and `size` (diameter of a point) in device pixels, `ratio` of them to a CSS pixel; `pressed` when pictures of this movement came late; `sized` when `size` is that of the largest mark; `shades` when a legend of density wants to know them
 * @typedef {{histogram: ArrayLike<number>, table: Float32Array}} Shades pixels and opacity of each bin of render/tonemap.js
 * @typedef {{pixels: ArrayBuffer, width: number, height: number, view: Rect, mode: 'cells' | 'rows', rows: number, ms: number, shades?: Shades}} Frame `pixels` RGBA, top row first, not premultiplied
 */
export {};
