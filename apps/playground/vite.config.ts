import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildEnvironmentOptions, defineConfig, type Plugin } from 'vite';

const publicFolder = join(import.meta.dirname, 'public');

/** Files of public/, by their paths below it. */
function publicFiles(): string[] {
  return readdirSync(publicFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('_'))
    .map((entry) => join(entry.parentPath, entry.name).slice(publicFolder.length + 1));
}

/** Tells the service worker which files there are to keep. */
function offline(): Plugin {
  return {
    name: 'offline',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle['service-worker.js'];
      if (worker?.type !== 'chunk') throw new Error('there is no service-worker.js to tell the files');
      const files = [
        ...Object.keys(bundle).filter((name) => name !== 'service-worker.js'),
        ...publicFiles(),
      ].sort();
      const hash = createHash('sha256');
      // Names of built files tell their content, but for index.html.
      for (const name of files) {
        const built = bundle[name];
        hash.update(name);
        hash.update(
          built === undefined
            ? readFileSync(join(publicFolder, name))
            : built.type === 'chunk'
              ? ''
              : built.source,
        );
      }
      const kept = ['./', ...files.filter((name) => name !== 'index.html').map((name) => `./${name}`)];
      worker.code = `const FILES = ${JSON.stringify(kept)}, VERSION = '${hash.digest('hex').slice(0, 12)}';\n${worker.code}`;
    },
  };
}

/** The page shares files with the command; one that needs Node there would fail only when it runs. */
function withoutNode(): Plugin {
  return {
    name: 'without-node',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source.startsWith('node:') && importer?.includes('/apps/'))
        throw new Error(`${importer} imports ${source}, which no browser has, and the playground needs it.`);
    },
  };
}

/** PNG files are unpacked by Node's zlib; a page has its own. */
function unpackedHere(): Plugin {
  return {
    name: 'unpacked-here',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === 'node:zlib' && importer?.includes('/benchmarks/src/images/'))
        return join(import.meta.dirname, 'src/files/zlib.ts');
    },
  };
}

/** What is not worth a word: a package that loads late what it also loads at once, how long plugins take, and modules of Node that packages load only there. */
const quiet: BuildEnvironmentOptions['rolldownOptions'] = {
  checks: { ineffectiveDynamicImport: false, pluginTimings: false },
  onLog(level, log, print) {
    if (!log.message.includes('externalized for browser compatibility')) print(level, log);
  },
};

export default defineConfig({
  // Any folder of any host will do.
  base: './',
  plugins: [withoutNode(), offline()],
  worker: { format: 'es', plugins: () => [withoutNode(), unpackedHere()], rolldownOptions: quiet },
  resolve: {
    conditions: ['@exmodel/source', 'module', 'browser', 'import', 'default'],
    // Files of the Hugging Face Hub are not read here.
    alias: { '@huggingface/hub': join(import.meta.dirname, 'src/offline/no-hub.ts') },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // The reader of Keras files is one chunk of 4 MB, loaded for these alone.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      ...quiet,
      input: { index: 'index.html', 'service-worker': 'src/offline/service-worker.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  // While it is worked on there is no service worker to isolate the page.
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
});
