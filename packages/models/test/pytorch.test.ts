import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createModel, loadStateDict, readSafetensors, type StateDict } from '../src/index';
import { PytorchFileError, readPytorch, readPytorchTensor, writePytorch } from '../src/pytorch';
import { readZip } from '../src/zip/read-zip';
import { expectAllclose } from './allclose';
import { useExactConvolutions } from './exact-convolutions';
import { fixture } from './fixture';
import dtypes from './fixtures/dtypes.json';
import lenet from './fixtures/lenet5.json';
import resnet from './fixtures/slim-resnet.json';
import { ruleImages, ruleWeights } from './rule';

beforeAll(async () => {
  await tf.setBackend('cpu');
  useExactConvolutions();
});

function logitsOf(name: string, tensors: StateDict, inputShape: readonly number[]): Float32Array {
  const [, channels, height, width] = inputShape as [number, number, number, number];
  const model = createModel(name, { inputShape: [height, width, channels], classes: 10, random: () => 0 });
  loadStateDict(model, tensors);
  const logits = tf.tidy(() => (model.predict(ruleImages(inputShape)) as tf.Tensor).dataSync());
  model.dispose();
  return Float32Array.from(logits);
}

/**
 * The very file that PyTorch wrote. Its fixture has zeros for the values, which follow the rule of the golden files: so it
 * takes 14 kB, not 4.4 MB.
 */
function slimResnet(): Uint8Array {
  const file = new Uint8Array(gunzipSync(fixture('slim-resnet-skeleton.pth.gz')));
  const records = readZip(file);
  const weights = ruleWeights(resnet.keys, 0.1);
  for (const [index, [name, { data }]] of [...weights].entries()) {
    if (name.endsWith('num_batches_tracked')) continue;
    records.get(`slim-resnet/data/${index}`)?.bytes.set(new Uint8Array(data.buffer));
  }
  const sum = createHash('sha256').update(file).digest('hex');
  expect(sum).toBe('18cb7937e4d14e135bb98deb912c10d785bff621b65ac951a4b09a2df804617a');
  return file;
}

const bitsOf = (tensors: StateDict) =>
  Object.fromEntries(
    [...tensors].map(([name, { shape, data }]) => [
      name,
      { shape: [...shape], bits: [...new Int32Array(data.buffer, data.byteOffset, data.length)] },
    ]),
  );

describe("PyTorch's files give PyTorch's logits within 1e-5 of the largest", () => {
  test.each(['lenet5.pth', 'lenet5-legacy.pth'])('%s', (name) => {
    const expected = lenet.float64.eval_logits.data;
    const logits = logitsOf('lenet', readPytorch(fixture(name)).tensors, lenet.input_shape);
    expectAllclose(logits, expected, 1e-5, { what: 'logits', floor: Math.max(...expected.map(Math.abs)) });
  });

  test('slim-resnet.pth', () => {
    const expected = resnet.float64.eval.logits.data;
    const logits = logitsOf('resnet', readPytorch(slimResnet()).tensors, resnet.input_shape);
    expectAllclose(logits, expected, 1e-5, { what: 'logits', floor: Math.max(...expected.map(Math.abs)) });
  });
});

describe("PyTorch's own float32, bit for bit, of every dtype and kind of view", () => {
  const names = Object.entries(dtypes as Record<string, unknown>);
  const inPytorch = Object.fromEntries(
    names.filter(([name]) => !name.startsWith('uint') || name === 'uint8'),
  );

  test.each(['dtypes.pth', 'dtypes-legacy.pth', 'dtypes-protocol4.pth'])('%s', (name) => {
    const { tensors, path } = readPytorch(fixture(name));
    expect(bitsOf(tensors)).toEqual(inPytorch);
    expect([...tensors.keys()]).toEqual(Object.keys(inPytorch));
    expect(path).toEqual([]);
  });

  test('dtypes.safetensors', () => {
    const { tensors, metadata } = readSafetensors(fixture('dtypes.safetensors'));
    const expected = Object.fromEntries(names.filter(([name]) => tensors.has(name)));
    expect(Object.keys(expected)).toHaveLength(16);
    expect(bitsOf(tensors)).toEqual(expected);
    expect(metadata).toEqual({ made: 'by torch' });
  });
});

test('a checkpoint with optimizer and schedule, of a DataParallel model, gives the weights', () => {
  const { tensors, path } = readPytorch(fixture('checkpoint.pth'));
  expect(path).toEqual(['model']);
  expect([...tensors]).toEqual([
    ['weight', { shape: [1, 2], data: expect.any(Float32Array) }],
    ['bias', { shape: [1], data: expect.any(Float32Array) }],
  ]);
  expectAllclose(tensors.get('weight')?.data ?? [], [-0.0063, 0.3783], 1e-2);
  expectAllclose(tensors.get('bias')?.data ?? [], [-0.583], 1e-3);
});

test('a single tensor is read as such, and is no state dict', () => {
  expect(readPytorchTensor(fixture('labels.pt'))).toEqual({
    shape: [4, 3],
    data: Float32Array.of(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11),
  });
  expect(() => readPytorch(fixture('labels.pt'))).toThrow(/: a tensor\. Expected a state dict/);
  expect(() => readPytorchTensor(fixture('lenet5.pth'))).toThrow(/a dict of 10\. Expected a single tensor/);
});

test('a whole model is refused with the reason and the way out', () => {
  const refused = expect(() => readPytorch(fixture('lenet5-fullmodel.pt')));
  refused.toThrow(PytorchFileError);
  refused.toThrow(
    expect.objectContaining({
      global: 'exmodel.models.models.LeNet5',
      message: expect.stringMatching(
        /names exmodel\.models\.models\.LeNet5, .* torch\.save\(model\.state_dict\(\), 'weights\.pth'\)/,
      ),
    }),
  );
});

test.each(['lenet5.pth', 'dtypes.pth', 'checkpoint.pth'])('%s, written again, keeps every bit', (name) => {
  const { tensors } = readPytorch(fixture(name));
  expect(bitsOf(readPytorch(writePytorch(tensors)).tensors)).toEqual(bitsOf(tensors));
});
