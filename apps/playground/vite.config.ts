import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

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

/** What a package loads late another part of it may load at once; and how long plugins take is nobody's fault. */
const checks = { ineffectiveDynamicImport: false, pluginTimings: false };

export default defineConfig({
  // Any folder of any host will do.
  base: './',
  plugins: [withoutNode(), offline()],
  worker: { format: 'es', plugins: () => [withoutNode()], rolldownOptions: { checks } },
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
      checks,
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
