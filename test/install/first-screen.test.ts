import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bandExpert } from '../../apps/runner/test/band-experts';
import { writePytorch } from '../../packages/models/src/pytorch';
import { compile } from '../packed/compile';
import { commands, installLines } from '../packed/readme-programs';
import { inFolder, type Packed, packAll, published } from '../packed/tarballs';
import { writePrograms } from '../packed/write-programs';

// `pnpm test:install`: how long somebody takes, who has nothing, to install a package and to run what its README shows. Packing, and the
// compiler for programs in TypeScript, are not counted: the first is done when a package is published, the second by an editor.

const mostSeconds = 120;

interface Row {
  readonly name: string;
  readonly install: number;
  readonly run: number;
}

let all: readonly Packed[];
let folder: string;
const rows: Row[] = [];

beforeAll(() => {
  all = packAll();
  folder = mkdtempSync(join(tmpdir(), 'exmodel-install-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const cells = rows.map(({ name, install, run }) => [name, ...[install, run, install + run].map(seconds)]);
  const table = [['package', 'install', 'its README', 'both, in seconds'], ...cells];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  console.log(table.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).join('\n'));
});

const seconds = (value: number) => value.toFixed(1);

/** What something takes, in seconds. */
function timed(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

/** The tarballs of a package, and of all of this repository that it needs: nothing of it may be on npm yet. */
function tarballsFor(name: string, found = new Set<string>()): Set<string> {
  const packed = all.find(({ manifest }) => manifest.name === name);
  if (packed === undefined || found.has(packed.tarball)) return found;
  found.add(packed.tarball);
  for (const dependency of Object.keys(packed.manifest.dependencies ?? {})) tarballsFor(dependency, found);
  return found;
}

/** Installs what a README says into an empty folder, with an empty cache: all of it comes over the network. */
function install(project: string, { readme, manifest }: Packed): void {
  const named = [...new Set([manifest.name, ...installLines(readme, 'npm install').flat()])];
  const ours = named.flatMap((name) => [...tarballsFor(name)]);
  const others = named.filter((name) => !all.some(({ manifest: { name: our } }) => our === name));
  inFolder(
    project,
    ...(['npm', 'install', '--no-audit', '--no-fund', '--cache', join(project, '.npm')] as const),
    ...new Set([...ours, ...others]),
  );
}

it.each(published)('%s: is installed, and its README runs, in less than two minutes', (path) => {
  const packed = all.find(({ source }) => source.endsWith(path)) as Packed;
  const project = mkdtempSync(join(folder, 'project-'));
  const programs = writePrograms(project, packed);
  const installed = timed(() => install(project, packed));
  const files = programs.map(({ file }) => file);
  if (files.length > 0) expect(compile(project, files, all)).toBe('');
  let run = timed(() => {
    for (const { file, output } of programs)
      expect(inFolder(project, process.execPath, file.replace('.ts', '.js'))).toBe(output);
  });
  if (path === 'apps/runner') run += runCommands(project, packed);
  rows.push({ name: packed.manifest.name, install: installed, run });
  expect(installed + run).toBeLessThan(mostSeconds);
});

/** Runs the commands of which the command's README shows the output. */
function runCommands(project: string, { readme }: Packed): number {
  writeFileSync(join(project, 'north.pth'), writePytorch(bandExpert([0, 1])));
  writeFileSync(join(project, 'south.pth'), writePytorch(bandExpert([2, 3])));
  const exmodel = join(project, 'node_modules/.bin/exmodel');
  return timed(() => {
    for (const { line, output } of commands(readme).filter(({ output }) => output !== '')) {
      const printed = inFolder(project, exmodel, ...line.replace('npx @exmodel/runner ', '').split(/\s+/));
      expect(printed.split('\n')).toEqual(expect.arrayContaining(output.trimEnd().split('\n')));
    }
  });
}

// Without a limit: on two free cores it takes less than a minute, on busy ones any time.
it('the quick start of the installed command runs', () => {
  const packed = all.find(({ manifest }) => manifest.name === '@exmodel/runner') as Packed;
  const project = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  const installed = timed(() => install(project, packed));
  const run = timed(() => {
    expect(inFolder(project, join(project, 'node_modules/.bin/exmodel'))).toContain('│ entropy_ensemble');
  });
  rows.push({ name: '@exmodel/runner, quick start', install: installed, run });
});
