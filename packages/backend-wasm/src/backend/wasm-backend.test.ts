import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { randomValues } from '../../test/on-both';
import { OutOfMemoryError, setThreads, type WasmBackend } from '../index';

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
});

function held(): number {
  return (tf.backend() as WasmBackend).memory().bytesHeld;
}

/** A small convolutional network's loss and one step of training. */
function trainer() {
  const filter = tf.variable(tf.tensor4d(randomValues(3 * 3 * 2 * 9, 1), [3, 3, 2, 9]));
  const dense = tf.variable(tf.tensor2d(randomValues(9 * 36 * 5, 2), [9 * 36, 5]));
  const images = tf.tensor4d(randomValues(6 * 12 * 12 * 2, 3), [6, 12, 12, 2]);
  const labels = tf.oneHot([0, 1, 2, 3, 4, 0], 5);
  const optimizer = tf.train.momentum(0.05, 0.9);
  const loss = () => {
    const x = tf.maxPool(tf.relu(tf.conv2d(images, filter as tf.Tensor4D, 1, 'same')), 2, 2, 'valid');
    return tf.losses.softmaxCrossEntropy(
      labels,
      tf.matMul(tf.reshape(x, [6, -1]) as tf.Tensor2D, dense as tf.Tensor2D),
    ) as tf.Scalar;
  };
  return {
    step: () => tf.tidy(() => optimizer.minimize(loss, true)?.dataSync()[0] as number),
    filter,
    dispose: () => {
      tf.dispose([filter, dense, images, labels]);
      optimizer.dispose();
    },
  };
}

describe('WasmBackend', () => {
  test('a view on a tensor, kept as the values of another, is copied even after the memory has grown', () => {
    const backend = tf.backend() as WasmBackend;
    const source = tf.tensor1d([1, 2, 3]);
    const view = backend.data.get(source.dataId).values as Float32Array;
    const { heap } = backend.native;
    const block = heap.allocate(heap.reserved + 1);
    expect(view.buffer).not.toBe(backend.native.memory.buffer);
    const made = backend.makeOutput(view, [3], 'float32');
    const moved = {};
    backend.move(moved, view, [3], 'float32', 1);
    view.fill(9);
    expect([...made.dataSync()]).toEqual([1, 2, 3]);
    expect([...(backend.readSync(moved) as Float32Array)]).toEqual([1, 2, 3]);
    backend.disposeData(moved);
    heap.release(block);
    tf.dispose([source, made]);
  });

  test('training holds a constant number of tensors and bytes', () => {
    const { step, dispose } = trainer();
    const before = step();
    step();
    const [tensors, bytes] = [tf.memory().numTensors, held()];
    let after = 0;
    for (let i = 0; i < 200; i++) after = step();
    expect(after).toBeLessThan(before / 2);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(held()).toBe(bytes);
    dispose();
  });

  test('gives the same bits from run to run and at any number of threads', () => {
    const runs = [1, 2, 2, 3].map((threads) => {
      setThreads(threads);
      const { step, filter, dispose } = trainer();
      const losses = Array.from({ length: 20 }, step);
      const weights = filter.dataSync();
      dispose();
      return { losses, weights };
    });
    for (const run of runs) expect(run).toEqual(runs[0]);
    setThreads(2);
  });

  test('large ops on several threads give the bits of one', () => {
    const compute = () =>
      tf.tidy(() => {
        const x = tf.tensor4d(randomValues(16 * 32 * 32 * 12, 1), [16, 32, 32, 12]);
        const filter = tf.tensor4d(randomValues(9 * 12 * 24, 2), [3, 3, 12, 24]);
        const [dx, dw] = tf.grads((a, b) =>
          tf.tanh(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same')),
        )([x, filter]);
        return [
          ...(dx as tf.Tensor).dataSync(),
          ...(dw as tf.Tensor).dataSync(),
          tf.sum(tf.exp(x)).dataSync()[0],
        ];
      });
    setThreads(1);
    const alone = compute();
    setThreads(3);
    for (let i = 0; i < 5; i++) expect(compute()).toEqual(alone);
    setThreads(2);
  });

  test('past its memory it reports the bytes, and goes on working', () => {
    const before = held();
    expect(() => tf.zeros([40_000, 40_000])).toThrow();
    expect(() => tf.tidy(() => tf.matMul(tf.ones([40_000, 1]), tf.ones([1, 40_000])))).toThrow(
      OutOfMemoryError,
    );
    expect(held()).toBeLessThanOrEqual(before + 2 ** 20);
    expect(tf.tidy(() => tf.sum(tf.ones([1000])).dataSync()[0])).toBe(1000);
  });

  test('an op that runs out of memory halfway leaves nothing behind', () => {
    const { heap } = (tf.backend() as WasmBackend).native;
    const x = tf.zeros([8, 32, 32, 16]);
    const dy = tf.zeros([8, 32, 32, 32]);
    const gradient = () =>
      tf.tidy(() => {
        const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC', filterShape: [3, 3, 16, 32] };
        return (tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, attrs) as tf.Tensor).dataSync();
      });
    const expected = gradient();
    // Room is left for the output, not for the transformed tiles.
    const blocks: number[] = [];
    for (let size = 2 ** 30; size >= 2 ** 18; size /= 2) {
      try {
        for (;;) blocks.push(heap.allocate(size));
      } catch {}
    }
    const before = held();
    expect(gradient).toThrow(OutOfMemoryError);
    expect(held()).toBe(before);
    for (const block of blocks) heap.release(block);
    expect(gradient()).toEqual(expected);
    tf.dispose([x, dy]);
  });

  test('addresses past 2 GiB give the same results', () => {
    const compute = () => {
      const { step, filter, dispose } = trainer();
      const losses = Array.from({ length: 5 }, step);
      const weights = filter.dataSync();
      dispose();
      const others = tf.tidy(() => {
        const x = tf.tensor4d(randomValues(8 * 16 * 16 * 12, 1), [8, 16, 16, 12]);
        const wide = tf.tensor4d(randomValues(9 * 12 * 16, 2), [3, 3, 12, 16]);
        const thin = tf.tensor4d(randomValues(9 * 12, 2), [3, 3, 12, 1]);
        const compute = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => {
          const y = tf.depthwiseConv2d(a as tf.Tensor4D, c as tf.Tensor4D, 1, 'same');
          return tf.avgPool(tf.conv2d(y, b as tf.Tensor4D, 1, 'same'), 3, 2, 'same');
        };
        const moved = tf.softmax(
          tf.sum(
            tf.transpose(
              tf.mirrorPad(
                tf.mul(x, tf.slice(x, [0, 0, 0, 0], [8, 1, 16, 1])),
                [
                  [0, 0],
                  [1, 1],
                  [1, 1],
                  [0, 0],
                ],
                'reflect',
              ),
              [3, 1, 0, 2],
            ),
            1,
          ),
        );
        return [moved, ...tf.grads(compute)([x, wide, thin])].map((tensor) => tensor.dataSync());
      });
      return { losses, weights, others };
    };
    const below = compute();
    const { heap } = (tf.backend() as WasmBackend).native;
    const blocks = [heap.allocate(2 ** 31 + 2 ** 26)];
    // Allocates all that is free below.
    for (const size of [2 ** 20, 2 ** 16, 2 ** 12, 2 ** 8, 1]) {
      do blocks.push(heap.allocate(size));
      while ((blocks.at(-1) as number) < 2 ** 31);
    }
    try {
      expect(compute()).toEqual(below);
    } finally {
      for (const block of blocks) heap.release(block);
    }
  });

  test('zeros that could not be written are not used as zeros', () => {
    const backend = tf.backend() as WasmBackend;
    const length = 300_000;
    const before = held();
    vi.spyOn(backend.threads, 'run').mockImplementationOnce(() => {
      throw new Error('lost');
    });
    expect(() => backend.zeros(length)).toThrow('lost');
    expect(held()).toBe(before);
    const { heap, memory } = backend.native;
    // The block that was to hold them is no longer zero when it is handed out again.
    const block = heap.allocate(length * 4);
    new Float32Array(memory.buffer, block, length).fill(1);
    heap.release(block);
    const zeros = new Float32Array(memory.buffer, backend.zeros(length), length);
    expect(zeros.every((value) => value === 0)).toBe(true);
  });

  test('setThreads refuses what is not a whole positive number', () => {
    expect(() => setThreads(0)).toThrow(RangeError);
    expect(() => setThreads(1.5)).toThrow(RangeError);
  });

  test('a tensor keeps its values when the array it came from changes', () => {
    const array = new Float32Array([1, 2]);
    const x = tf.tensor1d(array);
    array[0] = 9;
    expect([...x.dataSync()]).toEqual([1, 2]);
    x.dispose();
  });
});
