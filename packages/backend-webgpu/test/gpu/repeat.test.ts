import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BACKEND_NAME, type RepeatingBackend } from '../../src/index';
import { start } from '../start';

type Run = (inputs: readonly tf.Tensor[]) => tf.Tensor[];

let backend: RepeatingBackend;
/** Dispatches that were recorded by running operations: a repeated run has none. */
let operations = 0;

beforeAll(async () => {
  await start();
  await tf.setBackend(BACKEND_NAME);
  backend = tf.backend() as unknown as RepeatingBackend;
});

beforeEach(() => {
  operations = 0;
});

/** What `run` gives for each of the inputs in turn: as it is, or repeated. */
async function results(run: Run, all: readonly number[][][], repeated: boolean): Promise<number[][]> {
  const key = {};
  const found: number[][] = [];
  for (const values of all) {
    const inputs = values.map((each) => tf.tensor1d(each));
    const counted = () => {
      operations += 1;
      return run(inputs);
    };
    const outputs = repeated ? backend.repeat(key, inputs, counted) : tf.tidy(counted);
    for (const output of outputs) found.push([...(await output.data())]);
    tf.dispose([inputs, outputs]);
  }
  return found;
}

const numbers = (seed: number, count = 6) =>
  Array.from({ length: count }, (_, i) => Math.sin(seed * 31 + i * 7));
const six = Array.from({ length: 6 }, (_, i) => [numbers(i), numbers(i + 100)]);

/** With batch norm, whose statistics a step changes. */
function network(): Sequential {
  const initializer = 'ones';
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [6, 6, 2], filters: 5, kernelSize: 3, kernelInitializer: initializer }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 2, kernelInitializer: 'zeros' }),
    ],
  });
  return model;
}

/** As `@exmodel/distill` steps: the numbers that change come as a tensor. */
async function trained(kernel: 'SgdUpdate' | 'AdamUpdate', repeated: boolean): Promise<number[][]> {
  const names = kernel === 'SgdUpdate' ? ['parameter', 'velocity'] : ['parameter', 'first', 'second'];
  const variables: tf.Variable[] = names.map(
    (_, i) => tf.variable(tf.tensor1d(numbers(i).map((each) => each * each))) as tf.Variable,
  );
  const key = {};
  for (let step = 1; step <= 8; step++) {
    const gradient = tf.tensor1d(numbers(step));
    const attributes = {
      ...{ learningRate: 0.1 / step, momentum: 0.9, dampening: 0, weightDecay: 0.01, nesterov: false },
      ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step, decoupled: true },
    };
    tf.tidy(() => {
      const rates = tf.engine().runKernel(`${kernel}Rates`, {}, attributes) as tf.Tensor;
      const run = () => {
        operations += 1;
        const inputs = {
          ...Object.fromEntries(names.map((name, i) => [name, variables[i] as tf.Variable])),
          gradient,
        };
        const given = repeated ? { ...inputs, rates } : inputs;
        const next = tf
          .engine()
          .runKernel(kernel, given as tf.NamedTensorMap, attributes) as unknown as tf.Tensor[];
        next.forEach((value, i) => {
          variables[i]?.assign(value);
        });
        return [];
      };
      if (repeated) backend.repeat(key, [gradient, rates], run);
      else tf.tidy(() => void run());
    });
    gradient.dispose();
  }
  const found = await Promise.all(variables.map(async (each) => [...(await each.data())]));
  tf.dispose(variables);
  return found;
}

/** Losses of six steps of training and the weights after them. */
async function train(repeated: boolean): Promise<number[][]> {
  const model = network();
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const key = {};
  const found: number[][] = [];
  for (let step = 0; step < 6; step++) {
    const images = tf.tensor4d(numbers(step, 3 * 72), [3, 6, 6, 2]);
    const wanted = tf.tensor2d(numbers(step + 50), [3, 2]);
    const run = () => {
      operations += 1;
      const { value, grads } = tf.variableGrads(() => {
        const outputs = model.apply(images, { training: true }) as tf.Tensor;
        return tf.mean(tf.squaredDifference(outputs, wanted)) as tf.Scalar;
      }, variables);
      return [value, ...variables.map(({ name }) => grads[name] as tf.Tensor)];
    };
    const [loss, ...gradients] = (
      repeated ? backend.repeat(key, [images, wanted], run) : tf.tidy(run)
    ) as tf.Tensor[];
    found.push([...(await (loss as tf.Tensor).data())]);
    tf.tidy(() => {
      variables.forEach((variable, i) => {
        variable.assign(tf.sub(variable, tf.mul(gradients[i] as tf.Tensor, 0.1)));
      });
    });
    tf.dispose([images, wanted, loss, gradients]);
  }
  for (const weight of model.weights) found.push([...(await weight.read().data())]);
  model.dispose();
  return found;
}

describe('repeat', () => {
  const run: Run = ([a, b]) => {
    const sum = tf.add(a as tf.Tensor, tf.mul(b as tf.Tensor, 3));
    return [tf.relu(sum), tf.sum(tf.mul(sum, tf.tensor1d(numbers(7))))];
  };

  it('gives what the run gives, and does not run it from the fourth time on', async () => {
    const expected = await results(run, six, false);
    operations = 0;
    expect(await results(run, six, true)).toEqual(expected);
    expect(operations).toBe(3);
  });

  it('gives the bits of training as it is, with variables that change and statistics that the run assigns', async () => {
    const expected = await train(false);
    operations = 0;
    expect(await train(true)).toEqual(expected);
    expect(operations).toBe(3);
  });

  it.each(['SgdUpdate', 'AdamUpdate'] as const)('repeats %s at another rate each time', async (kernel) => {
    const expected = await trained(kernel, false);
    operations = 0;
    expect(await trained(kernel, true)).toEqual(expected);
    expect(operations).toBe(3);
  });

  it('leaves no tensor behind, and needs no more buffers in later runs', async () => {
    await results(run, six, true);
    const { numTensors } = tf.memory();
    const key = {};
    const allocated: number[] = [];
    for (let i = 0; i < 12; i++) {
      const inputs = [tf.tensor1d(numbers(i)), tf.tensor1d(numbers(i + 1))];
      const outputs = backend.repeat(key, inputs, () => run(inputs));
      await outputs[0]?.data();
      tf.dispose([inputs, outputs]);
      allocated.push((tf.memory() as unknown as { numBytesAllocatedInGPU: number }).numBytesAllocatedInGPU);
    }
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(new Set(allocated.slice(6)).size).toBe(1);
  });

  it('repeats a run that lends a variable other values', async () => {
    const [own, lent] = [tf.variable(tf.tensor1d(numbers(8))), numbers(9)];
    const odd: Run = ([a]) => {
      const before = own.clone();
      own.assign(tf.tensor1d(lent));
      const product = tf.mul(a as tf.Tensor, own);
      own.assign(before);
      return [tf.add(product, own)];
    };
    const expected = await results(odd, six, false);
    operations = 0;
    expect(await results(odd, six, true)).toEqual(expected);
    expect(operations).toBe(3);
    expect([...(await own.data())]).toEqual(numbers(8).map(Math.fround));
    own.dispose();
  });

  it('never repeats a run that brings other values each time', async () => {
    let seed = 0;
    const random: Run = ([a]) => [tf.add(a as tf.Tensor, tf.tensor1d(numbers(seed++)))];
    const expected = await results(random, six, false);
    seed = 0;
    operations = 0;
    expect(await results(random, six, true)).toEqual(expected);
    expect(operations).toBe(6);
  });

  it.each<[string, Run]>([
    ['an input as it is', ([a]) => [tf.reshape(a as tf.Tensor, [6])]],
    ['a result that the CPU computes', () => [tf.add(tf.tensor1d([1, 2, 3, 4, 5]), 1)]],
    [
      'the same tensor twice',
      ([a]) => {
        const sum = tf.add(a as tf.Tensor, 1);
        return [sum, tf.reshape(sum, [2, 3])];
      },
    ],
  ])('never repeats a run that gives %s', async (_, odd) => {
    const expected = await results(odd, six, false);
    operations = 0;
    expect(await results(odd, six, true)).toEqual(expected);
    expect(operations).toBe(6);
  });

  it('records inputs of each shape by themselves', async () => {
    const shapes = Array.from({ length: 10 }, (_, i) => [
      numbers(i, 6 + (i % 2)),
      numbers(i + 1, 6 + (i % 2)),
    ]);
    const mean: Run = ([a, b]) => [tf.mean(tf.mul(a as tf.Tensor, b as tf.Tensor))];
    const expected = await results(mean, shapes, false);
    operations = 0;
    expect(await results(mean, shapes, true)).toEqual(expected);
    expect(operations).toBe(6);
  });

  it('leaves results of one run alone while another is repeated', async () => {
    const runs: Run[] = [
      ([a, b]) => [tf.mul(tf.add(a as tf.Tensor, 1), tf.sub(b as tf.Tensor, 2))],
      ([a, b]) => [tf.exp(a as tf.Tensor), tf.sub(tf.square(a as tf.Tensor), tf.relu(b as tf.Tensor))],
    ];
    const keys = runs.map(() => ({}));
    const held: { outputs: tf.Tensor[]; expected: number[][] }[] = [];
    for (let i = 0; i < 10; i++) {
      // The second begins when the first is repeated.
      for (const which of i < 4 ? [0] : [0, 1, 0]) {
        const inputs = [tf.tensor1d(numbers(3 * i + which)), tf.tensor1d(numbers(5 * i + which))];
        const run = () => (runs[which] as Run)(inputs);
        const plain = backend.repeat({}, inputs, run);
        const expected = await Promise.all(plain.map(async (each) => [...(await each.data())]));
        held.push({ outputs: backend.repeat(keys[which] as object, inputs, run), expected });
        tf.dispose([inputs, plain]);
      }
    }
    for (const { outputs, expected } of held) {
      expect(await Promise.all(outputs.map(async (each) => [...(await each.data())]))).toEqual(expected);
      tf.dispose(outputs);
    }
  });

  it('takes few values for an input, though a constant has the same', async () => {
    const pairs = Array.from({ length: 6 }, (_, i) => [
      [1, 1],
      [i < 3 ? 1 : i, 1],
    ]);
    const odd: Run = ([a, b]) => [tf.add(tf.mul(a as tf.Tensor, b as tf.Tensor), tf.tensor1d([1, 1]))];
    const expected = await results(odd, pairs, false);
    expect(await results(odd, pairs, true)).toEqual(expected);
  });

  it('leaves tensors alone that a run keeps', async () => {
    const recorded: Run = ([a]) => [tf.sub(tf.mul(tf.square(a as tf.Tensor), 2), tf.square(a as tf.Tensor))];
    const kept: { tensor: tf.Tensor; expected: number[] }[] = [];
    const keys = { recorded: {}, keeping: {} };
    for (let i = 0; i < 8; i++) {
      const inputs = [tf.tensor1d(numbers(i))];
      tf.dispose(backend.repeat(keys.recorded, inputs, () => recorded(inputs)));
      if (i >= 4) {
        const [sum] = backend.repeat(keys.keeping, inputs, () => {
          const product = tf.keep(tf.mul(inputs[0] as tf.Tensor, 3));
          kept.push({
            tensor: product,
            expected: numbers(i).map((each) => Math.fround(Math.fround(each) * 3)),
          });
          return [tf.add(product, 1)];
        });
        tf.dispose(sum as tf.Tensor);
      }
      tf.dispose(inputs);
    }
    expect(kept).toHaveLength(4);
    for (const { tensor, expected } of kept) {
      expect([...(await tensor.data())]).toEqual(expected);
      tensor.dispose();
    }
    const expected = await results(recorded, six, false);
    operations = 0;
    expect(await results(recorded, six, true)).toEqual(expected);
    expect(operations).toBe(3);
  });

  it('runs the operations within a gradient', async () => {
    const key = {};
    for (let i = 0; i < 5; i++) {
      const x = tf.tensor1d(numbers(i));
      const slope = tf.grad((x) => backend.repeat(key, [x], () => [tf.sum(tf.square(x))])[0] as tf.Tensor)(x);
      expect([...(await slope.data())]).toEqual(
        numbers(i).map((value) => Math.fround(2 * Math.fround(value))),
      );
      tf.dispose([x, slope]);
    }
  });

  it('runs the operations again when a variable is gone', async () => {
    let scale = tf.variable(tf.tensor1d(numbers(1)));
    const scaled: Run = ([a]) => [tf.mul(a as tf.Tensor, scale)];
    const key = {};
    for (let i = 0; i < 8; i++) {
      if (i === 5) {
        scale.dispose();
        scale = tf.variable(tf.tensor1d(numbers(2)));
      }
      const inputs = [tf.tensor1d(numbers(i))];
      const [product] = backend.repeat(key, inputs, () => scaled(inputs));
      const expected = tf.mul(inputs[0] as tf.Tensor, scale);
      expect([...(await (product as tf.Tensor).data())]).toEqual([...(await expected.data())]);
      tf.dispose([inputs, product as tf.Tensor, expected]);
    }
    scale.dispose();
  });
});
