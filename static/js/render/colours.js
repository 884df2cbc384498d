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

/**
 * Call back when light and dark change, by the switch or by the system.
 * @param {() => void} changed @returns {() => void} stops listening
 */
export function onTheme(changed) {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  media.addEventListener('change', changed);
  return () => { observer.disconnect(); media.removeEventListener('change', changed); };
}

/** Whether the person asked for less movement. */
export const stillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
