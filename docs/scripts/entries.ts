import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Folders of the packages with an API, in the order of the site. */
const folders = [
  ...['distill', 'models', 'benchmarks', 'metrics', 'loggers', 'backend-wasm', 'backend-webgpu'].map(
    (name) => `packages/${name}`,
  ),
  'apps/runner',
];

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly '@exmodel/source'?: string }>>;
}

export interface Entry {
  readonly name: string;
  readonly source: string;
  /** Of its package. */
  readonly folder: string;
}

/** What programs can import, such as `@exmodel/distill/layers`, each with its source below the repository. */
export const entries: readonly Entry[] = folders.flatMap((folder) => {
  const manifest: Manifest = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'));
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    const source = typeof target === 'string' ? undefined : target['@exmodel/source'];
    return source === undefined
      ? []
      : [{ name: `${manifest.name}${path.slice(1)}`, source: join(folder, source), folder }];
  });
});
