import '@tensorflow/tfjs-backend-cpu';
import { fileURLToPath } from 'node:url';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { loadStateDict, ModelOptionsError, stateDict } from '../src/index';
import { OnnxFileError, openOnnx } from '../src/onnx';
import golden from './fixtures/onnx/golden.json';
import { floats, node, onnxBytes, openBytes } from './onnx-file';

const open = (name: string) => openOnnx(fileURLToPath(new URL(`./fixtures/onnx/${name}`, import.meta.url)));

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

async function logits(model: LayersModel): Promise<ArrayLike<number>> {
  const output = tf.tidy(
    () => model.apply(tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 7)) as tf.Tensor,
  );
  return output.data();
}

test.each(Object.keys(golden))(
  '%s is written with other weights and classes, and read back the same',
  async (name) => {
    const file = await open(name);
    let draw = 0;
    const random = () => (draw++ * 0.37) % 1;
    const student = await file.createModel({ newHead: { classes: 6, random } });
    const tensors = await stateDict(student);
    // As training would, all change.
    const trained = new Map(
      [...tensors].map(([key, { shape, data }]) => [
        key,
        { shape, data: data.map((value) => value * 1.01 + 0.001) },
      ]),
    );
    loadStateDict(student, trained);
    const again = await openBytes(
      await file.write({ tensors: trained, classes: 6, metadata: { made: 'here' } }),
    );
    expect(again).toMatchObject({ classes: 6, metadata: { made: 'here' } });
    const read = await again.createModel();
    expect(await logits(read)).toEqual(await logits(student));
    student.dispose();
    read.dispose();
  },
);

test('a new head starts a number for each class at zero, and leaves one number for all', async () => {
  const nodes = [
    node('GlobalAveragePool', ['x'], ['m']),
    node('Flatten', ['m'], ['f']),
    node('MatMul', ['f', 'w'], ['p']),
    node('Add', ['one', 'p'], ['q']),
    node('Add', ['q', 'b'], ['y']),
  ];
  const tensors = [floats('w', [2, 3]), floats('one', [], [5]), floats('b', [3], [7, 8, 9])];
  const file = await openBytes(onnxBytes({ nodes, tensors }));
  const model = await file.createModel({ newHead: { classes: 2, random: () => 0.5 } });
  // Draws of ½ are weights of zero.
  const output = model.apply(tf.ones([1, 4, 4, 2])) as tf.Tensor;
  expect(Array.from(await output.data())).toEqual([5, 5]);
  expect((await stateDict(model)).get('b')).toEqual({ shape: [2], data: Float32Array.of(0, 0) });
  model.dispose();
});

test.each([
  ['classes 1.5', { classes: 1.5 }],
  ['random() NaN', { random: () => Number.NaN }],
])('no new head is made with %s', async (given, wrong) => {
  const file = await open('resnet-preserved.onnx');
  const refused = file.createModel({ newHead: { classes: 2, random: () => 0.5, ...wrong } });
  await expect(refused).rejects.toThrow(ModelOptionsError);
  await expect(refused).rejects.toThrow(`was given ${given}. It expects`);
});

test.each([
  ['what is added is not a number for each class', 'v', node('Add', ['g', 'w'], ['y']), /adds \[2,2\] to 2/],
  ['its weights are used elsewhere', 'w', node('MatMul', ['g', 'w'], ['y']), /its tensor 'w' is not its own/],
])('a head is not replaced where %s', async (_, matrix, last, message) => {
  const nodes = [
    node('GlobalAveragePool', ['x'], ['m']),
    node('Flatten', ['m'], ['f']),
    node('MatMul', ['f', matrix], ['g']),
    last,
  ];
  const tensors = [floats('w', [2, 2]), floats('v', [2, 2])];
  const file = await openBytes(onnxBytes({ nodes, tensors }));
  await expect(file.createModel({ newHead: { classes: 2, random: () => 0.5 } })).rejects.toThrow(message);
});

test('tensors that do not fill their shape, and half a class, are not written', async () => {
  const file = await open('resnet-preserved.onnx');
  const tensors = await file.read();
  const [[name] = ['']] = tensors;
  const broken = new Map(tensors).set(name, { shape: [1.5, 2], data: new Float32Array(3) });
  const written = file.write({ tensors: broken, classes: 4 });
  await expect(written).rejects.toThrow(`'${name}' has 3 values for shape [1.5,2]`);
  await expect(file.write({ tensors, classes: 1.5 })).rejects.toThrow(ModelOptionsError);
});

test('weights of another graph are refused', async () => {
  const file = await open('vgg-folded.onnx');
  const other = await (await open('resnet-preserved.onnx')).createModel();
  await expect(stateDict(other).then((tensors) => file.write({ tensors, classes: 4 }))).rejects.toThrow(
    OnnxFileError,
  );
  other.dispose();
});
