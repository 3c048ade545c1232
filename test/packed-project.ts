import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const typescript = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

/** pnpm must not install the workspace anew in the middle of its tests. */
const env = { ...process.env, pnpm_config_verify_deps_before_run: 'false' };

/** What a command prints, run in a folder. @throws when it fails */
export const inFolder = (cwd: string, command: string, ...parameters: string[]) =>
  execFileSync(command, parameters, { cwd, env, encoding: 'utf8', stdio: 'pipe' });

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** What a user gets, in a project of their own. */
export interface PackedProject {
  /** The packed manifest, as text. */
  readonly manifest: string;
  /** The files in the tarball. */
  readonly files: readonly string[];
  /** Compiles TypeScript files of the project strictly; gives the compiler's errors, '' where there are none. */
  compile(sources: Readonly<Record<string, string>>): string;
  /** What a compiled file prints. @throws when it fails */
  run(file: string): string;
  remove(): void;
}

/**
 * Builds and packs a package and unpacks it into an empty project. What it depends on and its required peers, as the packed
 * manifest names them, are links to those of the workspace, so nothing is downloaded.
 *
 * @param extra packages that the project has besides, from the package's development dependencies
 */
export function packedProject(packageFolder: string, extra: readonly string[] = []): PackedProject {
  const project = mkdtempSync(join(tmpdir(), 'exmodel-packed-'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  inFolder(packageFolder, 'pnpm', 'pack', '--out', join(project, 'package.tgz'));
  inFolder(project, 'tar', '-xf', 'package.tgz');

  const manifest = readFileSync(join(project, 'package/package.json'), 'utf8');
  const { name, dependencies, peerDependencies, peerDependenciesMeta }: Manifest = JSON.parse(manifest);
  const modules = join(project, 'node_modules');
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  inFolder(project, 'mv', 'package', join(modules, name));
  const peers = Object.keys(peerDependencies ?? {}).filter(
    (peer) => peerDependenciesMeta?.[peer]?.optional !== true,
  );
  for (const each of [...Object.keys(dependencies ?? {}), ...peers, ...extra]) {
    mkdirSync(dirname(join(modules, each)), { recursive: true });
    symlinkSync(join(packageFolder, 'node_modules', each), join(modules, each));
  }

  return {
    manifest,
    files: inFolder(project, 'tar', '-tf', 'package.tgz').trim().split('\n'),
    compile(sources) {
      for (const [file, text] of Object.entries(sources)) writeFileSync(join(project, file), text);
      const compilerOptions = { strict: true, skipLibCheck: true, module: 'nodenext', types: [] };
      const files = Object.keys(sources);
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
      return spawnSync(process.execPath, [typescript], { cwd: project, encoding: 'utf8' }).stdout;
    },
    run: (file) => inFolder(project, process.execPath, file),
    remove: () => rmSync(project, { recursive: true, force: true }),
  };
}

/** The files of a tarball that no user needs. */
export function unexpectedFiles(files: readonly string[]): string[] {
  return files.filter(
    (file) => !/^package\/(dist\/.*\.(js|js\.map|d\.ts)|package\.json|README\.md|LICENSE)$/.test(file),
  );
}
