import '@tensorflow/tfjs-backend-cpu';
import { fileURLToPath } from 'node:url';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { loadStateDict, stateDict } from '../src/index';
import { OnnxFileError, openOnnx } from '../src/onnx';
import golden from './fixtures/onnx/golden.json';
import { openBytes } from './onnx-file';

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

test('weights of another graph are refused', async () => {
  const file = await open('vgg-folded.onnx');
  const other = await (await open('resnet-preserved.onnx')).createModel();
  await expect(stateDict(other).then((tensors) => file.write({ tensors, classes: 4 }))).rejects.toThrow(
    OnnxFileError,
  );
  other.dispose();
});
