import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Everything that is published, by folder. */
export const published = [
  'packages/backend-wasm',
  'packages/backend-webgpu',
  'packages/benchmarks',
  'packages/distill',
  'packages/loggers',
  'packages/metrics',
  'packages/models',
  'apps/runner',
] as const;

/** What a command prints, run in a folder. @throws with all that it printed when it fails */
export function inFolder(cwd: string, command: string, ...parameters: string[]): string {
  // pnpm must not install the workspace anew in the middle of its tests.
  const env = { ...process.env, pnpm_config_verify_deps_before_run: 'false', TURBO_TELEMETRY_DISABLED: '1' };
  return execFileSync(command, parameters, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly sideEffects?: boolean | readonly string[];
  readonly [field: string]: unknown;
}

/** A package as it is published. */
export interface Packed {
  /** Its folder in the repository. */
  readonly source: string;
  readonly tarball: string;
  readonly files: readonly string[];
  readonly manifest: Manifest;
  readonly readme: string;
}

let packed: readonly Packed[] | undefined;

/** Builds all packages with declarations, unless they are, and packs each as `pnpm publish` does: once for all test files. */
export function packAll(): readonly Packed[] {
  packed ??= pack();
  return packed;
}

function pack(): readonly Packed[] {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-tarballs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  inFolder(repository, 'pnpm', 'exec', 'turbo', 'run', 'prepack', '--output-logs=errors-only');
  return published.map((path) => {
    const source = join(repository, path);
    const tarball = join(folder, `${path.split('/')[1]}.tgz`);
    inFolder(source, 'pnpm', 'pack', '--config.ignore-scripts=true', '--out', tarball);
    const read = (file: string) => inFolder(folder, 'tar', '-xOf', tarball, `package/${file}`);
    return {
      source,
      tarball,
      files: inFolder(folder, 'tar', '-tf', tarball).trim().split('\n'),
      manifest: JSON.parse(read('package.json')),
      readme: read('README.md'),
    };
  });
}
