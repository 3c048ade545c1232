import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

interface Manifest {
  readonly bin?: unknown;
  readonly exports?: Record<string, Record<string, string>>;
}

/**
 * The one build configuration: every package and app runs `tsup --config ../../tsup.config.ts` in its
 * own folder (`--dts` adds declarations, for publishing). Entries are what the package exports; one with a command has `src/index.ts`, and
 * the modules that Node loads in a thread of their own.
 */
const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(manifest.exports ?? {}).flatMap((target) => target['@exmodel/source'] ?? []);

export default defineConfig({
  entry:
    manifest.bin === undefined
      ? entries
      : [...entries, 'src/index.ts', 'src/plugins/hooks.ts', 'src/teaching/painting/paint-worker.ts'],
  format: 'esm',
  target: 'node20',
  platform: 'neutral',
  removeNodeProtocol: false,
  external: [/^node:/],
  sourcemap: true,
  clean: true,
});
