import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** Bundles bench/<name>.ts for Node; returns its path. */
export async function bundle(name) {
  const folder = join(here, '../node_modules/.cache/bench');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(here, `${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
    conditions: ['@exmodel/source'],
    external: ['@tensorflow/*'],
  });
  return outfile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await bundle(process.argv[2] ?? 'bench'));
