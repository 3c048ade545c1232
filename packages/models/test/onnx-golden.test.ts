import '@tensorflow/tfjs-backend-cpu';
import { fileURLToPath } from 'node:url';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { stateDict } from '../src/index';
import { openOnnx } from '../src/onnx';
import type { ModelTensor } from '../src/state-dict/model-tensor';
import { namedTensors } from '../src/state-dict/named-tensors';
import { expectAllclose } from './allclose';
import golden from './fixtures/onnx/golden.json';

interface Golden {
  readonly outputs: readonly number[];
  readonly onnxruntime: readonly number[];
  readonly imageGradient: readonly number[];
  readonly weightGradients: Readonly<Record<string, readonly number[]>>;
  readonly stateDict: Readonly<Record<string, readonly number[]>>;
}

/** sin(0.7 i): the images of the recipe, `fixtures/onnx/make.py`, and what its gradients are summed with. */
const wave = (length: number) => Float32Array.from({ length }, (_, index) => Math.sin(0.7 * index));

/** Sum, norm, and the product with a wave. */
function summary(values: ArrayLike<number>): number[] {
  let [sum, squares, product] = [0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    sum += value;
    squares += value * value;
    product += value * Math.sin(0.7 * index);
  }
  return [sum, Math.sqrt(squares), product];
}

/** Exported so that a state dict of the model loads into the class that it came from. */
const keepsNames = (file: string) => /-(preserved|kept)\.onnx$/.test(file);

const pathOf = (name: string) => fileURLToPath(new URL(`./fixtures/onnx/${name}`, import.meta.url));

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

test.each(['resnet-folded', 'resnet-dynamo', 'vit-dynamo'])(
  '%s has names that no module has',
  async (name) => {
    expect((await openOnnx(pathOf(`${name}.onnx`))).madeUpNames).not.toEqual([]);
  },
);

describe.each(Object.entries(golden as unknown as Record<string, Golden>))('%s', (name, expected) => {
  const images = () => {
    const nchw = tf.tensor4d(wave(2 * 3 * 32 * 32), [2, 3, 32, 32]);
    return tf.transpose(nchw, [0, 2, 3, 1]);
  };

  test('outputs equal onnxruntime’s and PyTorch’s to 1e-4, gradients PyTorch’s to 1e-3', async () => {
    const file = await openOnnx(pathOf(name));
    const model = await file.createModel();
    const activated = (logits: tf.Tensor) => (file.activation === 'softmax' ? tf.softmax(logits) : logits);
    const outputs = tf.tidy(() => activated(model.apply(images(), { training: false }) as tf.Tensor));
    const values = await outputs.data();
    expectAllclose(values, expected.onnxruntime, 1e-4, { what: 'onnxruntime', floor: 0.1 });
    expectAllclose(values, expected.outputs, 1e-4, { what: 'PyTorch', floor: 0.1 });

    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const loss = (x: tf.Tensor) =>
      tf.sum(
        tf.mul(activated(model.apply(x) as tf.Tensor), tf.reshape(wave(outputs.size), outputs.shape)),
      ) as tf.Scalar;
    const gradient = tf.tidy(() => tf.transpose(tf.grad(loss)(images()), [0, 3, 1, 2]));
    const scale = expected.imageGradient[1] as number;
    expectAllclose(summary(await gradient.data()), expected.imageGradient, 1e-3, {
      what: 'images',
      floor: scale,
    });

    const { grads } = tf.variableGrads(() => loss(images()), weights);
    const tensors = namedTensors(model) ?? [];
    const names = new Set(tensors.map((tensor) => tensor.name));
    // Where batch normalisation is folded into the filters, only those after the last one are PyTorch's.
    const isOwn = keepsNames(name)
      ? () => true
      : (tensor: string) => /^(fc|classifier|heads?)\./.test(tensor);
    const wanted = Object.entries(expected.weightGradients).filter(
      ([tensor]) => isOwn(tensor) && names.has(tensor),
    );
    for (const [tensor, summed] of wanted) {
      const { shape, variable, toTorch, fromTorch } = tensors.find(
        (each) => each.name === tensor,
      ) as ModelTensor;
      const ordered = tf.tidy(() => {
        const given = grads[(variable.read() as tf.Variable).name] as tf.Tensor;
        const whole = tf.reshape(given, fromTorch?.map((axis) => shape[axis] as number) ?? [...shape]);
        return toTorch === undefined ? whole : tf.transpose(whole, toTorch);
      });
      const floor = Math.max(summed[1] as number, 1e-3);
      expectAllclose(summary(await ordered.data()), summed, 1e-3, { what: tensor, floor });
    }
    expect(wanted.length).toBeGreaterThan(keepsNames(name) ? 5 : 0);
    if (keepsNames(name)) {
      expect(file.madeUpNames).toEqual([]);
      const shapes = [...(await stateDict(model))].map(([tensor, { shape }]) => [tensor, shape] as const);
      expect(Object.fromEntries(shapes)).toEqual(expected.stateDict);
    }
  });
});
