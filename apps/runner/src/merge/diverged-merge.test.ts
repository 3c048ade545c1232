import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StateDict, writeSafetensors } from '@exmodel/models';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bandExpert } from '../../test/band-experts';
import { temporaryFolder } from '../../test/temporary-folder';
import { result } from '../../test/tiny-stream';
import { chooseBackend } from '../backends/choose-backend';
import { parseExpertArgument } from './expert-argument';
import { MergeError } from './merge-error';
import { mergeFiles } from './merge-files';

const folder = temporaryFolder(afterAll);
const out = join(folder, 'student.safetensors');

beforeAll(async () => {
  await chooseBackend('wasm');
  const write = (name: string, weights: StateDict) =>
    writeFileSync(join(folder, name), writeSafetensors(weights));
  const changed = (change: (value: number, i: number) => number) =>
    new Map(
      [...bandExpert([2, 3])].map(([name, { shape, data }]) => [name, { shape, data: data.map(change) }]),
    );
  write('fine', bandExpert([0, 1]));
  write(
    'nan',
    changed((value, i) => (i === 1 ? Number.NaN : value)),
  );
  write(
    'huge',
    changed((value) => value * 1e30),
  );
  write(
    'large',
    changed((value) => value * 1e11),
  );
});

it.each([
  ['an expert with NaN', 'nan', {}, /^nan holds NaN or infinite values in classifier\.bias.*exmodel inspect/],
  ['weights that training started from with NaN', 'fine', { initial: 'nan' }, /^nan holds NaN/],
  [
    'an expert whose logits are infinite',
    'huge',
    {},
    /^huge gives logits that are NaN or infinite\..*--input/,
  ],
  [
    'a student whose targets are too large',
    'large',
    { source: 'noise' },
    /^the merge diverged: the student's .*another --source/,
  ],
])('%s ends a merge in one sentence, and nothing is written', async (_, second, changes, message) => {
  const merging = result(
    mergeFiles({
      memory: { machine: 1e9 },
      experts: ['fine:top,upper', `${second}:lower,bottom`].map(parseExpertArgument),
      wishes: {
        ...{ architecture: undefined, classes: undefined, shape: [8, 8, 1] },
        normalization: { mean: [0.25], std: [0.35] },
      },
      ...{
        out,
        initial: undefined,
        images: undefined,
        source: 'procedural',
        iterations: 2,
        seed: 1,
      },
      ...{ resolve: (name: string) => join(folder, name), locations: {} },
      ...changes,
    }),
  );
  await expect(merging).rejects.toThrow(message);
  await expect(merging).rejects.toBeInstanceOf(MergeError);
  expect(existsSync(out)).toBe(false);
});
