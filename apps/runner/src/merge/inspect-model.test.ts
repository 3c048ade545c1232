import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWeights } from '@exmodel/models/weights';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { inspectModel, isStatistic, mergeParameters } from './inspect-model';

const folder = temporaryFolder(afterAll);
const own = new URL('../../test/fixtures/own-models/', import.meta.url).pathname;
const fixtures = new URL('../../../../packages/models/test/fixtures/', import.meta.url).pathname;
beforeAll(async () => void (await chooseBackend('wasm')));

async function inspected(path: string, isLoaded = true) {
  const options = { resolve: (location: string) => location, locations: {}, isLoaded };
  return inspectModel(path, await openWeights(path), options);
}

it.each([
  [`${own}plain/model.json`, [32, 32, 3], 2, 'none', false],
  [`${own}softmax-head/north-softmax/model.json`, [32, 32, 3], 3, 'softmax', false],
  [`${own}keras-sigmoid/model.json`, [32, 32, 3], 2, 'sigmoid', true],
  [`${own}cats.zip`, [224, 224, 3], 2, 'softmax', false],
  [`${fixtures}keras/convolutional-2.h5`, [12, 12, 3], 3, 'softmax', false],
  [`${fixtures}keras/adapted-2.keras`, [6, 6, 3], 2, 'sigmoid', true],
  [`${fixtures}onnx/vgg-folded.onnx`, [32, 32, 3], 4, 'none', false],
  [`${fixtures}lenet5.pth`, [32, 32, 1], 10, 'none', false],
  [`${fixtures}lenet5.safetensors`, [32, 32, 1], 10, 'none', false],
] as const)('%s: what goes in, and what comes out', async (path, takes, outputs, activation, isBinary) => {
  const before = memory().numTensors;
  expect(await inspected(path)).toMatchObject({ takes, outputs, activation, isBinary });
  expect(memory().numTensors - before).toBeLessThanOrEqual(2); // What TensorFlow.js keeps of the first model.
});

it('tells parameters from running statistics, by the names that PyTorch and Keras give them', async () => {
  const names = ['bn1.running_var', 'bn1.num_batches_tracked', 'bn/moving_mean', 'bn_1/moving_variance:0'];
  expect(names.filter((name) => !isStatistic(name))).toEqual([]);
  expect(['bn1.weight', 'bn/gamma', 'moving_mean_of/kernel'].filter(isStatistic)).toEqual([]);
  const { parameters } = (await inspected(`${fixtures}keras/convolutional-2.keras`)) as {
    parameters: number;
  };
  const all = [...(await openWeights(`${fixtures}keras/convolutional-2.keras`)).infos.values()];
  const count = all.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0);
  expect(parameters).toBeLessThan(count);
});

it('says what to type, with a word for each thing that only the user knows', async () => {
  const line = async (path: string, isLoaded = true) => {
    const model = await inspected(path, isLoaded);
    if (typeof model === 'string') throw new Error(model);
    return mergeParameters(path.replace(/.*\//, ''), model);
  };
  expect(await line(`${own}cats.zip`)).toEqual({
    parameters: ['merge', 'cats.zip', 'OTHER:CLASS,CLASS'],
    notes: [],
  });
  expect((await line(`${own}plain/model.json`)).parameters).toEqual([
    ...['merge', 'model.json:CLASS0,CLASS1', 'OTHER:CLASS,CLASS', '--mean', 'M,M,M', '--std', 'S,S,S'],
  ]);
  const { parameters, notes } = await line(`${fixtures}lenet5.pth`);
  expect(parameters[1]).toBe('lenet5.pth:@labels.txt');
  expect(notes).toEqual([
    'labels.txt: the names of its 10 classes, one a line, in the order of the outputs',
    expect.stringMatching(/^M and S: mean and standard deviation/),
  ]);
  expect((await line(`${own}plain/model.json`, false)).parameters[1]).toBe('model.json:@labels.txt');
  const secret = await inspected(`${own}cats.zip`);
  if (typeof secret === 'string') throw new Error(secret);
  expect(mergeParameters('https://me:secret@host/a.zip?sig=secret', secret).parameters.join()).not.toMatch(
    /secret/,
  );
});

it('says why a model cannot be merged, and what to do', async () => {
  const copy = join(folder, 'lacking');
  cpSync(join(own, 'plain'), copy, { recursive: true });
  const weights = readFileSync(join(copy, 'weights.bin'));
  writeFileSync(join(copy, 'weights.bin'), weights.fill(0xff, 0, 4));
  expect(await inspected(copy)).toMatch(
    /NaN or infinite values in \S+\. Expected finite weights\. Give a file/,
  );
  rmSync(join(copy, 'weights.bin'));
  expect(await inspected(copy)).toMatch(/weights\.bin: there is no such file/);
  expect(await inspected(`${fixtures}keras/lambda.h5`)).toMatch(/its layer 'lambda' \(Lambda\).*tf2onnx/);
  expect(await inspected(`${fixtures}dtypes.safetensors`)).toMatch(
    /known architecture.*Give models of other/,
  );
});
