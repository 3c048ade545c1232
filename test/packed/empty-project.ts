import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installLines } from './readme-programs';
import { inFolder, type Packed } from './tarballs';

/**
 * An empty project in which somebody installed what a README says, and nothing else: packages of this repository from
 * their tarballs, each with dependencies that only it can see, and others as links to those of the workspace, so that nothing
 * is downloaded. What a README forgets to name is therefore missing.
 */
export function emptyProject(folder: string, readme: string, all: readonly Packed[]): void {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  const named = installLines(readme, 'npm install').flat();
  for (const name of new Set(named)) {
    const place = join(folder, 'node_modules', name);
    const ours = all.find(({ manifest }) => manifest.name === name);
    if (ours) unpack(ours, place, all);
    else link(name, place, all);
  }
}

function unpack(packed: Packed, place: string, all: readonly Packed[]): void {
  mkdirSync(place, { recursive: true });
  inFolder(place, 'tar', '-xf', packed.tarball, '--strip-components=1');
  for (const dependency of Object.keys(packed.manifest.dependencies ?? {})) {
    link(dependency, join(place, 'node_modules', dependency), [packed, ...all]);
  }
}

/** Puts a package of the workspace somewhere, as a link. */
export function link(name: string, place: string, from: readonly Packed[]): void {
  const found = inWorkspace(name, from);
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true });
  symlinkSync(found, place);
}

/** Where the workspace has a package that a README says to install. */
export function inWorkspace(name: string, from: readonly Packed[]): string {
  const folders = [...from.map(({ source }) => source), process.cwd()];
  const found = folders.map((folder) => join(folder, 'node_modules', name)).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`no package of the workspace has ${name}, which a README says to install`);
  return found;
}
