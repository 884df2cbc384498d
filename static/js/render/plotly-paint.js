// From what a trace stands for (`meta.slot`, `meta.scale`, `meta.status`) to colours, and to patterns where colour alone is not to tell.

/**
 * @typedef {{series: string[], others: string, text: string, muted: string, line: string, surface: string, font: string, ramp: string[], diverging: string[],
 *   status: Record<string, string>, patterns: boolean}} Colours
 */

const SHAPES = ['', '/', 'x', '-', '\\', '+', '|', '.'];
const DASHES = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot', '2px 2px', '8px 2px 2px 2px'];
const SYMBOLS = ['circle', 'square', 'diamond', 'triangle-up', 'cross', 'x', 'triangle-down', 'star'];
const MANY = new Set(['pie', 'treemap', 'sunburst']); // their marks have colours one by one in `marker.colors`
const PATTERNED = new Set(['bar', 'histogram', 'pie', 'treemap', 'sunburst']);
const SHADED = new Set(['heatmap', 'contour', 'histogram2d', 'histogram2dcontour', 'choropleth']);
const STEPPED = new Set(['waterfall', 'candlestick', 'ohlc']);

/** @param {string} css `rgb(…)` or `#rrggbb` @returns {number[]} */
function parts(css) {
  if (css.startsWith('#')) return [1, 3, 5].map((at) => parseInt(css.length === 4 ? css[(at + 1) / 2].repeat(2) : css.slice(at, at + 2), 16));
  return (css.match(/[\d.]+/g) ?? ['0', '0', '0']).slice(0, 3).map(Number);
}

/** @param {string} a @param {string} b @param {number} share of b */
export function mixed(a, b, share) {
  const [one, two] = [parts(a), parts(b)];
  return `rgb(${one.map((value, i) => Math.round(value * (1 - share) + two[i] * share)).join(', ')})`;
}

/**
 * The colour of a place in the palette; a repetition is moved towards the ink, which keeps its contrast.
 * @param {Colours} colours @param {number} slot @param {number} [variant] @param {string | null} [own]
 */
export function hue(colours, slot, variant = 0, own = null) {
  if (own) return own;
  if (slot >= 8) return colours.others;
  const base = colours.series[slot % colours.series.length];
  return variant ? mixed(base, colours.text, [0, 0.4, 0.2, 0.55][variant % 4]) : base;
}

/** @param {Colours} colours @param {number} slot @param {number} variant */
const shape = (colours, slot, variant) => (slot >= 8 ? '' : colours.patterns ? SHAPES[(slot + variant) % 8] : variant ? SHAPES[variant % 8] : '');

/** @param {Colours} colours @param {string} kind @returns {[number, string][]} */
export function scale(colours, kind) {
  const stops = kind === 'diverging' ? colours.diverging : colours.ramp;
  return stops.map((stop, i) => [i / (stops.length - 1), stop]);
}

/** @param {Colours} colours */
const bar = (colours) => ({ outlinewidth: 0, thickness: 12, tickfont: { color: colours.muted, size: 12 } });

/** Numbers as shades. @param {any} trace @param {Colours} colours */
function shaded(trace, colours) {
  const kind = trace.meta.scale;
  const own = SHADED.has(trace.type) ? trace : trace.line && Array.isArray(trace.line.color) ? trace.line : trace.marker ??= {};
  own.colorscale = scale(colours, kind);
  own.colorbar = { ...bar(colours), ...own.colorbar };
  const middle = SHADED.has(trace.type) ? 'zmid' : 'cmid';
  if (kind === 'diverging' && own[middle] === undefined) own[middle] = 0;
  if (trace.type === 'choropleth') own.marker = { ...own.marker, line: { color: colours.surface, width: 0.5, ...own.marker?.line } };
}

/** Good, bad and totals. @param {any} trace @param {Colours} colours */
function judged(trace, colours) {
  const { good, bad, total } = colours.status;
  if (trace.type === 'waterfall') {
    const [up, down] = trace.meta.up === 'bad' ? [bad, good] : [good, bad];
    Object.assign(trace, { increasing: { marker: { color: up } }, decreasing: { marker: { color: down } }, totals: { marker: { color: total } }, connector: { line: { color: colours.muted, width: 1 } } });
  } else if (STEPPED.has(trace.type)) {
    const side = (/** @type {string} */ colour) => ({ line: { color: colour, width: 1.5 }, ...(trace.type === 'candlestick' ? { fillcolor: colour } : {}) });
    Object.assign(trace, { increasing: side(good), decreasing: side(bad) });
  } else {
    const status = trace.meta.status ?? [];
    trace.marker = { ...trace.marker, color: Array.isArray(status) ? status.map((/** @type {string} */ one) => colours.status[one] ?? colours.others) : colours.status[status] };
  }
}

/** Marks with colours one by one. @param {any} trace @param {Colours} colours */
function marks(trace, colours) {
  const { slots, variants = [], colours: owns = [] } = trace.meta;
  const list = slots.map((/** @type {number} */ slot, /** @type {number} */ i) => hue(colours, slot, variants[i], owns[i]));
  if (trace.type === 'sankey') {
    trace.node = { ...trace.node, color: list, line: { width: 0 } };
    return;
  }
  trace.marker = { ...trace.marker, [MANY.has(trace.type) ? 'colors' : 'color']: list };
  if (MANY.has(trace.type)) trace.marker.line = { color: colours.surface, width: 1, ...trace.marker.line };
  const shapes = slots.map((/** @type {number} */ slot, /** @type {number} */ i) => shape(colours, slot, variants[i] ?? 0));
  if (PATTERNED.has(trace.type) && shapes.some(Boolean)) trace.marker.pattern = { shape: shapes, fillmode: 'overlay', fgcolor: colours.surface, size: 7, solidity: 0.25 };
}

/** One colour for the whole trace. @param {any} trace @param {Colours} colours @param {number} slot @param {number} variant @param {string | null} own */
function whole(trace, colours, slot, variant, own) {
  const colour = hue(colours, slot, variant, own);
  const type = trace.type ?? 'scatter';
  if (type === 'indicator' || type === 'sankey' || SHADED.has(type) || MANY.has(type) || STEPPED.has(type)) return;
  const given = trace.marker ?? {};
  trace.marker = { ...given, color: given.color ?? colour };
  if (PATTERNED.has(type) && shape(colours, slot, variant)) trace.marker.pattern = { shape: shape(colours, slot, variant), fillmode: 'overlay', fgcolor: colours.surface, size: 7, solidity: 0.25, ...given.pattern };
  if (type.startsWith('scatter')) {
    const told = colours.patterns || variant > 0;
    trace.line = { ...trace.line, color: trace.line?.color ?? colour };
    if (told && !trace.line.dash) trace.line.dash = DASHES[(slot + variant) % 8];
    if (told && !given.symbol) trace.marker.symbol = SYMBOLS[(slot + variant) % 8];
    if (trace.fill && trace.fill !== 'none' && !trace.fillcolor) trace.fillcolor = faint(colour, trace.stackgroup ? 0.7 : 0.25);
  } else if (type === 'box' || type === 'violin') {
    trace.line = { ...trace.line, color: colour };
    trace.fillcolor ??= faint(colour, 0.25);
  }
}

/** Black or white, whichever reads better on a colour (relative luminance as WCAG 2 defines it). @param {string} ground */
export function inkOn(ground) {
  const [r, g, b] = parts(ground).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.22 ? '#ffffff' : '#111111';
}

/** @param {string} colour @param {number} alpha */
export const faint = (colour, alpha) => `rgba(${parts(colour).join(', ')}, ${alpha})`;

/** Flows in a quiet colour, labels that can be read. @param {any} trace @param {Colours} colours */
function flows(trace, colours) {
  trace.link = { color: faint(colours.muted, 0.28), hovercolor: faint(colours.muted, 0.5), ...trace.link };
  trace.textfont = { color: colours.text, size: 12, ...trace.textfont };
}

/** A gauge's parts. @param {any} trace @param {Colours} colours */
function gauge(trace, colours) {
  trace.number = { font: { color: colours.text }, ...trace.number };
  if (!trace.gauge) return;
  const { bar: own, axis, steps, threshold } = trace.gauge;
  trace.gauge = {
    borderwidth: 0, bgcolor: faint(colours.line, 0.6), ...trace.gauge, axis: { tickcolor: colours.muted, tickfont: { color: colours.muted }, ...axis },
    bar: { color: colours.series[0], ...own }, ...(threshold ? { threshold: { ...threshold, line: { color: colours.text, width: 3, ...threshold.line } } } : {}),
    ...(steps ? { steps: steps.map((/** @type {any} */ step, /** @type {number} */ i) => ({ color: faint(colours.text, 0.08 + 0.09 * i), ...step })) } : {}),
  };
}

/**
 * Give a trace its colours; changed in place.
 * @param {any} trace a copy of the server's @param {Colours} colours @param {number} place of the trace in the figure: its hue when it stands for no value
 */
export function paint(trace, colours, place) {
  const meta = trace.meta ?? {};
  if (trace.type === 'sankey') flows(trace, colours);
  if (trace.type === 'indicator') gauge(trace, colours);
  if (meta.scale) shaded(trace, colours);
  else if (meta.status || STEPPED.has(trace.type)) judged(Object.assign(trace, { meta }), colours);
  else if (meta.slots) marks(trace, colours);
  else if (MANY.has(trace.type)) marks(Object.assign(trace, { meta: { ...meta, slots: (trace.labels ?? []).map((/** @type {any} */ _, /** @type {number} */ i) => i % 8) } }), colours);
  else whole(trace, colours, meta.slot ?? place % 8, meta.variant ?? 0, meta.colour ?? (meta.overlay && meta.slot === undefined ? colours.muted : null));
}
