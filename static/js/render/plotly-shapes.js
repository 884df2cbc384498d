// The looks of figures that are not drawn on two axes, and of the texts that lie in them: maps, trees, flows, circles, words.
import { faint, inkOn } from './plotly-paint.js';

/** @typedef {import('./plotly-paint.js').Colours} Colours */

const FLAT = new Set(['pie', 'treemap', 'sunburst', 'sankey', 'indicator', 'choropleth', 'scattergeo', 'scatterpolar']);
const CLEAR = 'rgba(0,0,0,0)';

/** @type {Record<string, (trace: any, colours: Colours, plain: (value: any) => any) => void>} */
const LOOKS = {
  treemap: (trace, colours) => {
    Object.assign(trace, { tiling: { pad: 2 }, pathbar: { visible: true, thickness: 22, textfont: { color: colours.text } }, root: { color: CLEAR } });
    Object.assign(trace.marker, { pad: { t: 20, l: 3, r: 3, b: 3 }, cornerradius: 2 });
  },
  sunburst: (trace) => { Object.assign(trace, { leaf: { opacity: 0.8 }, root: { color: CLEAR }, insidetextorientation: 'auto' }); },
  pie: (trace, colours) => { Object.assign(trace, { outsidetextfont: { color: colours.text, size: 12 }, insidetextorientation: 'horizontal' }); },
  funnel: (trace, colours) => { Object.assign(trace, { connector: { fillcolor: faint(colours.muted, 0.18), line: { width: 0 } }, textfont: { size: 12 }, constraintext: 'none' }); },
  waterfall: (trace, colours) => { trace.textfont = { color: colours.text, size: 12 }; },
  sankey: (trace, colours, plain) => {
    const own = trace.node.color;
    trace.node = { ...trace.node, label: plain(trace.node.label), line: { width: 0 } };
    if (!Array.isArray(own)) return;
    trace.link = { ...trace.link, color: trace.link.source.map((/** @type {number} */ at) => faint(own[at], trace.meta?.stages?.[at] ? 0.25 : 0.4)) };
    delete trace.link.hovercolor;
  },
  choropleth: (trace, colours) => {
    trace.marker = { ...trace.marker, line: { color: colours.surface, width: 0.6 } };
    if (!trace.meta?.ground) return;
    const land = faint(colours.muted, 0.22);
    Object.assign(trace, { colorscale: [[0, land], [1, land]], showscale: false });
  },
  scattergeo: (trace, colours) => { trace.marker = { ...trace.marker, line: { color: colours.surface, width: 0.8 } }; },
};

/** Names that can be read on their own mark. @param {any} trace */
function inked(trace) {
  const grounds = trace.marker?.colors;
  if (!Array.isArray(grounds)) return;
  trace.insidetextfont = { ...trace.insidetextfont, color: grounds.map(inkOn) };
}

/** Words in the colours of their marks, and of the ink where there is room for no other. @param {any} trace @param {Colours} colours */
function words(trace, colours) {
  if (!String(trace.mode ?? '').includes('text')) return;
  const own = trace.mode === 'text' && Array.isArray(trace.marker?.color) ? trace.marker.color : colours.text;
  trace.textfont = { ...trace.textfont, color: own };
}

/** @param {Record<string, any>} layout @param {Colours} colours */
function round(layout, colours) {
  const lines = { gridcolor: colours.line, linecolor: colours.line, tickfont: { color: colours.muted, size: 12 } };
  layout.polar = {
    bgcolor: CLEAR, ...layout.polar, radialaxis: { ...lines, angle: 90, tickangle: 90, ...layout.polar?.radialaxis },
    angularaxis: { ...lines, ...layout.polar?.angularaxis, tickfont: { color: colours.text, size: 12 } },
  };
  layout.margin = { ...layout.margin, l: 40, r: 40, t: 36, b: 28 };
  layout.legend = { ...layout.legend, y: 1.14 };
}

/** Words on the picture; those of an arrow stand on a ground of their own. @param {any} note @param {Colours} colours @param {(value: any) => any} plain */
function noted(note, colours, plain) {
  const pointing = note.showarrow ? { arrowcolor: colours.muted, bgcolor: colours.surface, bordercolor: colours.line, borderpad: 4 } : {};
  return { ...pointing, ...note, text: plain(note.text), font: { color: note.showarrow ? colours.text : colours.muted, size: 12, ...note.font } };
}

/**
 * Dress what the axes' theme does not reach; both are changed in place.
 * @param {any[]} data painted traces @param {Record<string, any>} layout @param {Colours} colours @param {(value: any) => any} plain escapes what people's data say
 */
export function shaped(data, layout, colours, plain) {
  for (const trace of data) {
    LOOKS[trace.type]?.(trace, colours, plain);
    words(trace, colours);
    inked(trace);
  }
  for (const name of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
    if (layout[name].ticktext) layout[name] = { ...layout[name], ticktext: plain(layout[name].ticktext) };
  }
  if (layout.annotations) layout.annotations = layout.annotations.map((/** @type {any} */ note) => noted(note, colours, plain));
  if (layout.shapes) {
    layout.shapes = layout.shapes.map((/** @type {any} */ shape) => ({ fillcolor: colours.series[0], ...shape, line: shape.type === 'rect' ? { width: 0 } : { color: colours.muted, width: 1.5, ...shape.line }, ...(shape.label ? { label: { font: { color: colours.muted, size: 12 }, ...shape.label, text: plain(shape.label.text) } } : {}) }));
  }
  if (layout.geo) layout.geo = { bgcolor: CLEAR, ...layout.geo, showframe: false };
  if (data.some((trace) => trace.type === 'scatterpolar')) round(layout, colours);
  if (data.length && data.every((trace) => FLAT.has(trace.type))) for (const name of ['xaxis', 'yaxis']) delete layout[name];
}

/**
 * Keep the words of a cloud apart at any size of the picture: their places are in units of a box, so their sizes have to be too.
 * @param {any} plotly @param {any} plot its element
 */
export function fitWords(plotly, plot) {
  const { meta } = plot.data?.[0] ?? {};
  if (!meta?.box || !plot._fullLayout) return;
  const { w, h } = plot._fullLayout._size;
  const scale = Math.min(w / meta.box[0], h / meta.box[1]);
  const sizes = meta.sizes.map((/** @type {number} */ size) => Math.max(1, Math.round(size * scale * 10) / 10));
  if (String(sizes) !== String(plot.data[0].textfont?.size)) plotly.restyle(plot, { 'textfont.size': [sizes] }, [0]);
}
