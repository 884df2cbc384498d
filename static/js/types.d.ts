// Types that the front end shares: the payload of a chart, as the server sends it, and libraries without types of their own.

/** A column of a result. `type` is one of the engine's column types. */
interface ChartColumn {
  name: string;
  label: string;
  type: string;
  role: 'dimension' | 'measure' | 'field';
  format?: import('./render/formats.js').Format;
  /** Of a dimension: the dataset's column, the grain of a time, the width of a bin. */
  field?: string;
  grain?: string | null;
  width?: number | null;
  binned?: boolean;
  /** Of parts of a range: where they lie, and how many there are. */
  range?: [number, number];
  bins?: number;
  /** Of a measure: whether values of groups add up to the value of all. */
  additive?: boolean;
}

/** What a chart endpoint answers as JSON. */
interface ChartPayload {
  kind: string;
  renderer: 'plotly' | 'webgl' | 'tiles' | 'html';
  /** Why this renderer, and what else could draw the chart; `refused` says why it cannot. */
  because?: string;
  alternatives?: { renderer: string; label: string; refused: string }[];
  title: string;
  figure: { data: any[]; layout: Record<string, any> } | null;
  columns: ChartColumn[];
  rows: any[][];
  row_count: number;
  total: number | null;
  as_of: string | null;
  summary: string;
  cached: boolean;
  options: Record<string, any>;
  extent?: [number, number, number, number] | null;
  arrow?: boolean;
  categories?: { value: string; slot: number; variant: number; colour: string }[];
  layer?: string | null;
  /** Of a table, the total of each column that has one. */
  totals?: any[] | null;
  /** The cursor of the next page of listed rows. */
  next?: string | null;
  /** What people noted on it, as far as this answer can tell. */
  annotations?: { id: string; text: string; place: string; drawn: boolean }[];
}

/** How a chart gets its Arrow stream and its colours. */
interface RenderOptions {
  arrow?: () => Promise<Response>;
  onSelect?: (selected: any, payload: ChartPayload) => void;
  tiles?: import('../../webgl/src/data/source.js').TileSource;
  by?: HTMLElement;
  note?: HTMLElement;
  theme?: string;
}

/** A drawn chart. */
interface Rendered {
  destroy(): void;
  clearSelection?(): void;
  /** Draw the region of points that an address names; x and y in data units, times as milliseconds. */
  select?(bounds: { x0: number; y0: number; x1: number; y1: number }): void;
  resize(): void;
  update(payload: ChartPayload): void | Promise<void>;
}

/** One way to draw: the module behind a renderer. */
interface Renderer {
  draw(host: HTMLElement, payload: ChartPayload, options: RenderOptions): Promise<Rendered> | Rendered;
}

declare module 'plotly.js/lib/*' {
  const value: any;
  export default value;
}

/** htmx, loaded by the page's own script tag. */
interface Window {
  htmx: {
    ajax(verb: string, path: string, context: Record<string, any>): Promise<void>;
    process(element: Element): void;
  };
}
