import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { KerasFileError, openWeights } from '../src/weights';
import { readZip } from '../src/zip/read-zip';
import { writeZip } from '../src/zip/write-zip';
import { expectAllclose } from './allclose';
import { fixture } from './fixture';
import golden from './fixtures/keras/golden.json';
import { torchRand } from './torch-rand';
import { zipBytes } from './zip-bytes';

beforeAll(() => tf.setBackend('cpu'));

const pathOf = (name: string) => fileURLToPath(new URL(`./fixtures/keras/${name}`, import.meta.url));
const keras = (name: string) => fixture(`keras/${name}`);

function written(content: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-keras-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'model'), content);
  return join(folder, 'model');
}

/** As make.py makes them. */
function images(shape: readonly number[]): tf.Tensor {
  const count = shape.reduce((product, side) => product * side, 1);
  const values = Float32Array.from({ length: count }, (_, i) => 127.5 + 127.5 * Math.sin(0.37 * i));
  return tf.tensor(values, [...shape]);
}

async function modelOf(path: string): Promise<LayersModel> {
  const model = await (await openWeights(path)).createModel?.();
  if (model === undefined) throw new Error('no model');
  return model;
}

/** The parts of a `.keras` file, some of them changed. */
function changed(name: string, changes: Readonly<Record<string, Uint8Array | undefined>>): Uint8Array {
  const records = new Map([...readZip(keras(name))].map(([part, { bytes }]) => [part, bytes]));
  for (const [part, bytes] of Object.entries(changes)) {
    if (bytes === undefined) records.delete(part);
    else records.set(part, bytes);
  }
  return writeZip([...records]);
}
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

const refused: Record<string, RegExp> = {
  'operation.keras': /layer 'power.*' \(Power\) is of a kind that is not read.*format='onnx'/,
  'lambda.h5': /layer 'lambda' \(Lambda\) is of a kind that is not read.*tf2onnx/,
  'group-normalization.keras':
    /layer 'group_normalization' \(GroupNormalization\) is of a kind that is not read/,
};

const read = Object.entries(golden).filter(([name]) => !(name in refused));
test.each(read)('%s gives what Keras computes, to 1e-4', async (name, { inputShape, output }) => {
  const file = await openWeights(pathOf(name));
  expect(file.format).toBe(name.endsWith('.h5') ? 'keras-h5' : 'keras');
  const model = (await file.createModel?.()) as LayersModel;
  expect(model.inputs[0]?.shape).toEqual([null, ...inputShape]);
  const values = tf.tidy(() => (model.predict(images([2, ...inputShape])) as tf.Tensor).dataSync());
  expectAllclose(values, output, 1e-4, { floor: 1 });
  model.dispose();
});

test('a model that is disposed leaves nothing behind, nor does one that is refused', async () => {
  const before = tf.memory().numTensors;
  (await modelOf(pathOf('transfer-3.keras'))).dispose();
  const other = readZip(keras('convolutional-2.keras')).get('model.weights.h5')?.bytes;
  const mixed = written(changed('transfer-2.keras', { 'model.weights.h5': other }));
  await expect(modelOf(mixed)).rejects.toThrow(/'Conv1' \(Conv2D\) has no weights/);
  expect(tf.memory().numTensors).toBe(before);
});

test('arrays are shown under their paths, with the version of Keras', async () => {
  const file = await openWeights(pathOf('adapted-2.h5'));
  expect(file.metadata).toEqual({ keras: '2.21.0' });
  expect(file.infos.get('normalization_2/count:0')).toEqual({ dtype: 'I64', shape: [] });
  expect((await file.read()).get('normalization_2/count:0')).toEqual({
    shape: [],
    data: Float32Array.of(180),
  });
  const archive = await openWeights(pathOf('convolutional-3.keras'));
  expect(archive.metadata).toEqual({ keras: '3.15.1' });
  expect(archive.infos.get('layers/dense/vars/0')).toEqual({ dtype: 'F32', shape: [5, 3] });
  expect((await archive.read()).size).toBe(archive.infos.size);
});

test('weights that were saved alone are read, and a model of them is refused with what to type', async () => {
  const whole = pathOf('transfer-3.keras');
  const weights = readZip(fixture('keras/transfer-3.keras')).get('model.weights.h5')?.bytes;
  const file = await openWeights(written(weights ?? new Uint8Array()));
  expect(file.format).toBe('keras-h5');
  expect(await file.read()).toEqual(await (await openWeights(whole)).read());
  await expect(file.createModel?.()).rejects.toThrow(KerasFileError);
  await expect(file.createModel?.()).rejects.toThrow(
    /describes no model.*model\.load_weights\('FILE\.weights\.h5'\); model\.save\('model\.keras'\)/,
  );
});

test('a copy of a model with measured normalisation computes the same', async () => {
  const model = await modelOf(pathOf('adapted-3.keras'));
  const saved: tf.io.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved.push(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  const copy = await loadLayersModel({ load: async () => saved[0] ?? {} });
  const [own, other] = [model, copy].map((each) =>
    (each.predict(images([2, 6, 6, 3])) as tf.Tensor).dataSync(),
  );
  expect(other).toEqual(own);
  model.dispose();
  copy.dispose();
});

describe('what is not read is named', () => {
  test.each(Object.entries(refused))('%s', async (name, message) => {
    const file = await openWeights(pathOf(name));
    expect(file.infos.size).toBeGreaterThanOrEqual(0);
    await expect(file.createModel?.()).rejects.toThrow(KerasFileError);
    await expect(file.createModel?.()).rejects.toThrow(message);
  });

  const dense = (config: object, kind = 'Dense') => ({
    ...{ module: 'keras.layers', class_name: kind },
    config: { name: 'last', units: 2, ...config },
  });
  const model = (layer: object) => ({
    class_name: 'Sequential',
    config: {
      name: 'm',
      layers: [{ class_name: 'InputLayer', config: { name: 'i', batch_shape: [null, 4, 4, 3] } }, layer],
    },
  });
  test.each<[string, Record<string, Uint8Array | undefined>, RegExp]>([
    ['a file without a model', { 'config.json': json({}) }, /holds weights, and describes no model/],
    [
      'an activation',
      { 'config.json': json(model(dense({ activation: 'hard_tanh' }))) },
      /'last' \(Dense\) has the activation hard_tanh/,
    ],
    [
      'a layer as activation',
      { 'config.json': json(model(dense({ activation: { class_name: 'LeakyReLU', config: {} } }))) },
      /has the activation LeakyReLU/,
    ],
    [
      'an image resized otherwise',
      { 'config.json': json(model(dense({ height: 2, width: 2 }, 'Resizing'))) },
      /'last' \(Resizing\) is of a kind that TensorFlow\.js computes otherwise/,
    ],
    [
      'an image cropped otherwise',
      { 'config.json': json(model(dense({ height: 3, width: 2 }, 'CenterCrop'))) },
      /\(CenterCrop\) is of a kind that/,
    ],
    [
      'another interpolation',
      { 'config.json': json(model(dense({ interpolation: 'bilinear' }, 'UpSampling2D'))) },
      /has interpolation, which is not read/,
    ],
    [
      'another padding of outputs',
      { 'config.json': json(model(dense({ output_padding: [1, 1] }, 'Conv2DTranspose'))) },
      /has output_padding, which is not read/,
    ],
    ['a slope', { 'config.json': json(model(dense({ negative_slope: 0.1 }, 'ReLU'))) }, /has negative_slope/],
    [
      'a layer of other sizes',
      { 'config.json': json(model(dense({ units: 7 }))) },
      /'last' \(Dense\) has weights of the shapes \[5,3\] \[3\]\. Expected \[3,7\] \[7\]/,
    ],
    [
      'a layer without weights in the file',
      {
        'config.json': json(
          model(dense({ depthwise_initializer: 'x', kernel_size: 3, filters: 2 }, 'Conv2DTranspose')),
        ),
      },
      /has no weights/,
    ],
    ['what TensorFlow.js cannot build', { 'config.json': json(model(dense({ units: -1 }))) }, /cannot build/],
  ])('%s', async (_, changes, message) => {
    const file = await openWeights(written(changed('convolutional-3.keras', changes)));
    await expect(file.createModel?.()).rejects.toThrow(KerasFileError);
    await expect(file.createModel?.()).rejects.toThrow(message);
  });

  test.each<[string, Uint8Array, RegExp]>([
    [
      'an archive without weights',
      zipBytes({ 'config.json': '{}', 'metadata.json': '{}', 'model.weights.h5': '' }),
      /not well-formed HDF5/,
    ],
    [
      'an archive without configuration',
      changed('convolutional-3.keras', { 'config.json': undefined }),
      /no config\.json/,
    ],
    [
      'a configuration that is not JSON',
      changed('convolutional-3.keras', { 'config.json': json('x').subarray(1) }),
      /configuration: it is not JSON/,
    ],
    [
      'a nesting of 300',
      changed('convolutional-3.keras', { 'config.json': new TextEncoder().encode('['.repeat(300)) }),
      /nesting/,
    ],
    ['half a file', keras('transfer-2.h5').subarray(0, 20_000), /not well-formed HDF5 \(.*truncated/],
  ])('%s', async (_, bytes, message) => {
    const opening = openWeights(written(bytes));
    await expect(opening).rejects.toThrow(KerasFileError);
    await expect(opening).rejects.toThrow(message);
  });
});

test.each(['adapted-2.h5', 'transfer-3.h5', 'convolutional-3.keras'])(
  '15 changed files of %s are read or refused with a typed error',
  async (name) => {
    const draw = torchRand(11);
    const pick = (limit: number) => Math.floor(draw() * limit);
    const whole = name.endsWith('.h5')
      ? keras(name)
      : (readZip(keras(name)).get('model.weights.h5')?.bytes ?? new Uint8Array());
    for (let i = 0; i < 15; i++) {
      const bytes = whole.slice();
      for (let changes = 0; changes <= i % 8; changes++) bytes[pick(bytes.length)] = pick(256);
      const path = written(name.endsWith('.h5') ? bytes : changed(name, { 'model.weights.h5': bytes }));
      try {
        const file = await openWeights(path);
        await file.read();
        (await file.createModel?.())?.dispose();
      } catch (error) {
        expect(error, `${i}: ${String(error)}`).toBeInstanceOf(KerasFileError);
      }
    }
  },
);
