import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { link } from './empty-project';
import type { Packed } from './tarballs';

const typescript = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** Compiles files of a folder strictly, as for Node; what the compiler says, '' where it finds no fault. */
export function compile(folder: string, files: readonly string[], all: readonly Packed[]): string {
  link('@types/node', join(folder, 'node_modules/@types/node'), all);
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'es2022',
    types: ['node'],
    rewriteRelativeImportExtensions: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  return spawnSync(process.execPath, [typescript], { cwd: folder, encoding: 'utf8' }).stdout;
}
