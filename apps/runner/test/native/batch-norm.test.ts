import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BatchNormKernels } from '../../../../packages/models/src/layers/batch-norm/batch-norm-kernels';
import { composedBatchNorm } from '../../../../packages/models/src/layers/batch-norm/composed-batch-norm';
import { tensorflowBatchNorm } from '../../../../packages/models/src/layers/batch-norm/tensorflow-batch-norm';
import { TorchBatchNormalization } from '../../../../packages/models/src/layers/batch-norm/torch-batch-normalization';
import { expectAllclose } from '../../../../packages/models/test/allclose';
import { chooseBackend } from '../../src/backends/choose-backend';

/** Batch normalisation in training by TensorFlow's fused operations. */

const epsilon = 1e-5;

beforeAll(async () => {
  expect(await chooseBackend('tensorflow')).toMatchObject({ name: 'tensorflow' });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Every output of both directions, by name. */
function bothDirections(kernels: BatchNormKernels, shape: number[]): Record<string, Float32Array> {
  return tf.tidy(() => {
    const channels = shape.at(-1) as number;
    const count = shape.reduce((product, side) => product * side);
    const [x, dy] = [tf.cos(tf.range(0, count)), tf.sin(tf.mul(tf.range(0, count), 1.7))];
    const [gamma, beta] = [tf.add(tf.sin(tf.range(0, channels)), 1.5), tf.cos(tf.range(0, channels))];
    // Means apart from 0 and deviations apart from 1, different in each channel.
    const input = tf.add(tf.mul(tf.reshape(x, shape), tf.add(beta, 2)), gamma);
    const { y, mean, variance, saved } = kernels.forward(input, gamma, beta, epsilon);
    const [dx, dGamma, dBeta] = kernels.backward(tf.reshape(dy, shape), saved, epsilon);
    expect([y.shape, dx.shape]).toEqual([shape, shape]);
    const outputs = { y, mean, variance, dx, dGamma, dBeta };
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]),
    );
  });
}

describe("TensorFlow's fused batch norm", () => {
  it.each([
    { of: 'images', shape: [8, 5, 6, 7] },
    { of: 'single pixels', shape: [4, 1, 1, 20] },
    { of: 'vectors', shape: [16, 20] },
    { of: 'sequences', shape: [4, 9, 3] },
    { of: 'two vectors, whose biased variance is half the unbiased one', shape: [2, 3] },
  ])('of $of agrees with the composed one within 1e-5, in both directions', ({ shape }) => {
    const [fused, composed] = [tensorflowBatchNorm, composedBatchNorm].map((kernels) =>
      bothDirections(kernels, shape),
    );
    for (const [name, expected] of Object.entries(composed ?? {})) {
      expectAllclose(fused?.[name] ?? [], expected, 1e-5, { what: name, floor: 1 });
    }
  });

  describe('in the layer', () => {
    const shape = [3, 2, 2, 4];
    const step = (layer: TorchBatchNormalization, x: tf.Tensor) =>
      tf.dispose(tf.variableGrads(() => tf.sum(layer.call(x, { training: true })) as tf.Scalar));

    function inLayer(action: (layer: TorchBatchNormalization, x: tf.Tensor) => void): void {
      const layer = new TorchBatchNormalization({ name: 'bn' });
      layer.build(shape);
      const x = tf.randomNormal(shape, 2, 3, 'float32', 1);
      action(layer, x);
      tf.dispose(x);
      for (const weight of layer.weights) weight.dispose();
    }

    it('is one operation a direction', () => {
      inLayer((layer, x) => {
        const backend = tf.backend() as unknown as Record<'executeMultipleOutputs', (name: string) => void>;
        const execute = vi.spyOn(backend, 'executeMultipleOutputs');
        step(layer, x);
        expect(execute.mock.calls.map(([operation]) => operation)).toEqual([
          'FusedBatchNormV3',
          'FusedBatchNormGradV3',
        ]);
      });
    });

    it("moves the statistics as the composed one does, by PyTorch's unbiased variance, within 1e-6", () => {
      const moved = () => {
        let statistics: number[] = [];
        inLayer((layer, x) => {
          step(layer, x);
          const [, , mean, variance] = layer.getWeights();
          statistics = [...(mean?.dataSync() ?? []), ...(variance?.dataSync() ?? [])];
        });
        return statistics;
      };
      const fused = moved();
      vi.spyOn(tensorflowBatchNorm, 'available').mockReturnValue(false);
      expectAllclose(fused, moved(), 1e-6, { floor: 1 });
      expect(fused.slice(4).every((variance) => variance > 1)).toBe(true);
    });

    it('leaks no tensor and no data, with and without a gradient', () => {
      inLayer((layer, x) => {
        step(layer, x);
        const { numTensors, numDataBuffers } = tf.memory();
        step(layer, x);
        tf.dispose(layer.call(x, { training: true }));
        expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
      });
    });
  });
});
