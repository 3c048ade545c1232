import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@exmodel/distill';
import {
  createModel,
  readSafetensors,
  type StateDict,
  type StateTensor,
  stateDict,
  writeSafetensors,
} from '@exmodel/models';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { parseExpertArgument } from './expert-argument';
import { mergeFiles } from './merge-files';

const folder = temporaryFolder(afterAll);
const pathOf = (name: string) => join(folder, name);
const isStatistic = (name: string) => /running_(mean|var)$/.test(name);

function write(name: string, dict: StateDict, change: (value: number, tensor: string) => number): void {
  const tensors = [...dict].map(([tensor, { shape, data }]): [string, StateTensor] => [
    tensor,
    { shape, data: Float32Array.from(data, (value) => change(value, tensor)) },
  ]);
  writeFileSync(pathOf(`${name}.safetensors`), writeSafetensors(new Map(tensors), {}));
}

/** Two ResNets that were fine-tuned a little from one start, which is in a file as a fresh network and as a public one. */
beforeAll(async () => {
  await chooseBackend('wasm');
  const random = Random.seeded(1);
  const model = createModel('resnet20', {
    inputShape: [32, 32, 3],
    classes: 2,
    random: () => random.uniform(),
  });
  const start = await stateDict(model);
  model.dispose();
  write('fresh', start, (value) => value);
  write('public', start, (value, tensor) => (isStatistic(tensor) ? value + 0.3 : value));
  for (const name of ['a', 'b'])
    write(name, start, (value, tensor) => value + (isStatistic(tensor) ? 0.3 : 0.02) * random.uniform());
});

async function studentFrom(initial: string): Promise<StateDict> {
  const merging = mergeFiles({
    experts: ['a.safetensors:a,b', 'b.safetensors:c,d'].map(parseExpertArgument),
    ...{ out: pathOf('student.safetensors'), source: 'procedural', iterations: 2, budget: { effort: 0.02 } },
    wishes: {
      ...{ architecture: undefined, classes: undefined, shape: undefined },
      normalization: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    },
    ...{ seed: 1, memory: { machine: 4e9 }, images: undefined, locations: {} },
    ...{ checkpointEvery: 0, resolve: pathOf, initial: `${initial}.safetensors` },
  });
  for await (const event of merging) if (event.type === 'written') break;
  return readSafetensors(readFileSync(pathOf('student.safetensors'))).tensors;
}

/** How far the student's running statistics are from the mean of the experts', at most. */
async function distance(initial: string): Promise<number> {
  const student = await studentFrom(initial);
  const [a, b] = ['a', 'b'].map(
    (name) => readSafetensors(readFileSync(pathOf(`${name}.safetensors`))).tensors,
  );
  const distances = [...student]
    .filter(([name]) => isStatistic(name))
    .flatMap(([name, { data }]) => {
      const values = (dict: StateDict | undefined) => dict?.get(name)?.data ?? [];
      return Array.from(data, (value, i) =>
        Math.abs(value - ((values(a)[i] as number) + (values(b)[i] as number)) / 2),
      );
    });
  return Math.max(...distances);
}

it('a student of fine-tuned experts is given statistics like theirs, one of other experts those of its images', async () => {
  const [tuned, fresh] = [await distance('public'), await distance('fresh')];
  expect(tuned).toBeLessThan(fresh / 4);
});
