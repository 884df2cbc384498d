// Icons of the page's sprite for elements that scripts make.

/** The page's sprite, as its own icons name it. */
const sprite = () => document.querySelector('svg.icon use')?.getAttribute('href')?.split('#')[0] ?? '';

/** @param {string} name one of static/img/icons.txt */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}
