// Builds the committed front-end bundles: static/dist from static/js, static/css, webgl/src and the icon set.
// `node build.mjs` writes them, `--check` builds into a temporary folder and fails when the committed ones differ.
import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { copyFileSync, existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const require = createRequire(import.meta.url);
const root = import.meta.dirname;
const committed = join(root, 'static/dist');
const check = process.argv.includes('--check');
const out = mkdtempSync(join(tmpdir(), 'pilotba-dist-'));
// Plotly reaches for Node's Buffer; the browser has none and needs none.
const common = {
  bundle: true, minify: true, legalComments: 'linked', target: ['es2022'], charset: 'utf8', define: { global: 'globalThis' },
  absWorkingDir: root, logLevel: 'warning', outdir: out, metafile: true,
};


// Plotly's core asks for the style sheet of a map library; no map is drawn with it.
const noMapStyles = { name: 'no-map-styles', setup: (bundler) => bundler.onLoad({ filter: /maplibre.*\.css$/ }, () => ({ contents: '', loader: 'js' })) };

const files = (dir) => readdirSync(dir).flatMap((n) => (statSync(join(dir, n)).isDirectory() ? files(join(dir, n)) : [join(dir, n)]));

/** Every icon the templates and scripts name, as one sprite of symbols. */
function icons() {
  const names = new Set(readFileSync(join(root, 'static/img/icons.txt'), 'utf8').split(/\s+/).filter(Boolean));
  const folder = join(require.resolve('lucide-static/package.json'), '../icons');
  const symbols = [...names].sort().map((name) => {
    const svg = readFileSync(join(folder, `${name}.svg`), 'utf8');
    const body = svg.replace(/<!--[\s\S]*?-->/g, '').replace(/^[\s\S]*?<svg[\s\S]*?>/, '').replace(/<\/svg>\s*$/, '').replace(/\s+/g, ' ').trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
  });
  writeFileSync(join(out, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
}

/** Put the new bundles in place file by file, so that a running product never finds an empty folder; then remove what is no longer built. */
function replace() {
  for (const file of files(out)) {
    const target = join(committed, relative(out, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
  for (const file of files(committed)) if (!existsSync(join(out, relative(committed, file)))) rmSync(file);
}

/** Fail when the committed bundles differ from the new ones. */
function compare() {
  const list = (dir) => new Map(files(dir).map((f) => [relative(dir, f), readFileSync(f)]));
  const [fresh, old] = [list(out), list(committed)];
  const stale = [...new Set([...fresh.keys(), ...old.keys()])].filter((f) => !old.get(f) || !fresh.get(f)?.equals(old.get(f)));
  if (!stale.length) return;
  console.error(`static/dist is not what the sources build: ${stale.join(', ')}. Run "make build" and commit the result.`);
  process.exitCode = 1;
}

async function main() {
  await build({ ...common, entryPoints: { app: 'static/js/app.js' }, format: 'esm', splitting: true, chunkNames: 'chunks/[name]-[hash]', plugins: [noMapStyles] });
  await build({ ...common, entryPoints: { 'webgl-worker': 'webgl/src/worker/worker.js', 'webgl-brush-worker': 'webgl/src/brush/worker.js', webgl: 'webgl/src/index.js' }, format: 'esm' });
  await build({ ...common, entryPoints: { webgl: 'webgl/src/webgl.css' } });
  await build({ ...common, entryPoints: { app: 'static/css/app.css', admin: 'static/css/admin.css' }, loader: { '.svg': 'dataurl', '.woff2': 'file' } });
  icons();
  if (check) compare();
  else replace();
}

try {
  await main();
} finally {
  rmSync(out, { recursive: true, force: true });
}
