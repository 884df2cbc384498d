// The page's colours, read from the CSS tokens, and word when the theme changes.

/**
 * What a colour token means in a place, with `light-dark()` worked out.
 * @param {string} name such as `--text` @param {Element} [of] @returns {string} a CSS colour
 */
export function token(name, of = document.body) {
  const sample = document.createElement('span');
  sample.style.color = `var(${name})`;
  of.append(sample);
  const { color } = getComputedStyle(sample);
  sample.remove();
  return color;
}

/** The eight categorical colours. @param {Element} [of] @returns {string[]} */
export const palette = (of) => Array.from({ length: 8 }, (_, i) => token(`--chart-${i + 1}`, of));

/** Everything that a figure is coloured with. @param {Element} of @returns {import('./plotly-paint.js').Colours} */
export function figureColours(of) {
  const named = (/** @type {string[]} */ ...names) => names.map((name) => token(name, of));
  const [text, muted, line, surface, others, good, bad, total] = named('--text', '--muted', '--border', '--surface', '--chart-other', '--gain', '--loss', '--chart-total');
  return {
    series: palette(of), text, muted, line, surface, others, font: getComputedStyle(of).fontFamily, status: { good, bad, total },
    ramp: named('--ramp-low', '--ramp-mid', '--ramp-high'), diverging: named('--diverge-low', '--diverge-mid', '--diverge-high'), patterns: wantsPatterns(),
  };
}

/** Whether the person's system asks for more than colour. */
export const wantsPatterns = () => matchMedia('(forced-colors: active)').matches || matchMedia('(prefers-contrast: more)').matches;

/**
 * Call back when light and dark change, by the switch or by the system.
 * @param {() => void} changed @returns {() => void} stops listening
 */
export function onTheme(changed) {
  const media = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'].map((query) => matchMedia(query));
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  media.forEach((one) => one.addEventListener('change', changed));
  return () => { observer.disconnect(); media.forEach((one) => one.removeEventListener('change', changed)); };
}

/** Whether the person asked for less movement. */
export const stillness = () => document.documentElement.dataset?.motion === 'reduced' || matchMedia('(prefers-reduced-motion: reduce)').matches;
