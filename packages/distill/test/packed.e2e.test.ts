import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inFolder, unexpectedFiles } from '../../../test/packed-project';

/** What a user gets: the package built, packed and installed by npm, with its peers, into an empty project. */
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const typescript = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
  version: string;
};
const tarball = `exmodel-distill-${version}.tgz`;

/** The example that the README shows. */
function readmeExample(): string {
  const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
  return /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
}

/** Code of a user who writes strict TypeScript and an expert of their own. */
const consumer = `
import { distill, gaussianNoise, type DistillEvent, type Expert, type SampleSource, type Student } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { zeros } from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';

const expert: Expert = { classes: [0], logits: (images) => zeros([images.shape[0], 4]) };
const student: Student = studentFromLayersModel(sequential());
const source: SampleSource = gaussianNoise([8, 8, 1]);
const options = { student, experts: [expert], source, iterations: 1, batchSize: 1, learningRate: 0.1, seed: 1 };
const events: AsyncGenerator<DistillEvent, void> = distill(options);
for await (const event of events) if (event.type === 'step') console.log(event.loss.toFixed(2));

// @ts-expect-error: no seed
distill({ student, experts: [expert], source, iterations: 1, batchSize: 1, learningRate: 0.1 });
// @ts-expect-error: an expert without logits
distill({ ...options, experts: [{ classes: [0] }] });
`;

/** Without a network there is nothing to install the peers from: skipped then, but never in CI. */
const offline = process.env.CI === undefined && spawnSync('npm', ['ping'], { timeout: 15_000 }).status !== 0;

describe.skipIf(offline)('the packed tarball in an empty project', () => {
  const project = mkdtempSync(join(tmpdir(), 'exmodel-distill-'));
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  beforeAll(() => {
    inFolder(packageFolder, 'pnpm', 'pack', '--pack-destination', project);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const peers = ['core', 'layers', 'backend-cpu'].map((part) => `@tensorflow/tfjs-${part}@4.22.0`);
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
    inFolder(project, 'npm', 'install', ...quiet, `./${tarball}`, ...peers);
  }, 180_000);

  it('holds what is needed and no more', () => {
    const manifest = readFileSync(join(project, 'node_modules/@exmodel/distill/package.json'), 'utf8');
    expect(manifest).not.toMatch(/catalog:|workspace:|@exmodel\/source/);
    const files = inFolder(project, 'tar', '-tf', tarball).trim().split('\n');
    expect(unexpectedFiles(files)).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE']));
  });

  it('runs the README’s example: above 90 % of all classes at the end', () => {
    writeFileSync(join(project, 'example.mjs'), readmeExample());
    const lines = inFolder(project, process.execPath, 'example.mjs').trim().split('\n');
    const percents = lines.map((line) =>
      Number(/^after expert \d: (\d+) % of all four classes$/.exec(line)?.[1]),
    );
    expect(percents).toHaveLength(2);
    expect(percents[0]).toBeLessThanOrEqual(60);
    expect(percents[1]).toBeGreaterThan(90);
  });

  it('satisfies a strict TypeScript project', () => {
    const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', types: [] };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
    );
    writeFileSync(join(project, 'consumer.ts'), consumer);
    const { stdout } = spawnSync(process.execPath, [typescript], { cwd: project, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
