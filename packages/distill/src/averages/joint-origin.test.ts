import '../../test/setup';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Expert } from '../expert';
import { Random } from '../random';
import type { Weights } from '../weights';
import { averageWeights } from './average-weights';
import { inverseOf } from './inverse';
import { jointOrigin } from './joint-origin';
import { withJointOrigin } from './with-joint-origin';

const [inputs, outputs] = [40, 8];
const random = (seed: string) => Random.seeded(1, seed);

/** A kernel and a bias, as they were drawn. */
const initial = (seed = 'initial'): Weights => [
  { name: 'kernel', shape: [inputs, outputs], values: random(seed).normals(inputs * outputs) },
  { name: 'bias', shape: [outputs], values: new Float32Array(outputs) },
];

/** Trained from there: moved far in three directions of its inputs, and next to nowhere else. */
function trained(start: Weights, seed: string): Weights {
  const draws = random(seed);
  const [kernel, bias] = start as [Weights[number], Weights[number]];
  const values = kernel.values.slice();
  const noise = draws.normals(values.length);
  for (let k = 0; k < 3; k++) {
    const [left, right] = [draws.normals(inputs), draws.normals(outputs)];
    for (let i = 0; i < inputs; i++)
      for (let j = 0; j < outputs; j++)
        values[i * outputs + j] =
          (values[i * outputs + j] as number) + 0.5 * (left[i] as number) * (right[j] as number);
  }
  return [
    { ...kernel, values: values.map((value, i) => value + 1e-3 * (noise[i] as number)) },
    { ...bias, values: draws.normals(outputs) },
  ];
}

const apart = (one: Weights, other: Weights) =>
  Math.hypot(...(one[0]?.values ?? []).map((value, i) => value - (other[0]?.values[i] as number)));

describe('jointOrigin', () => {
  it('is far closer to where all started than their mean is; other arrays are the mean', async () => {
    const models = ['a', 'b', 'c', 'd'].map((seed) => trained(initial(), seed));
    const [before, origin, mean] = [memory().numTensors, await jointOrigin(models), averageWeights(models)];
    expect(apart(origin, initial())).toBeLessThan(0.1 * apart(mean, initial()));
    expect(origin[1]).toEqual(mean[1]);
    expect(memory().numTensors).toBe(before);
  });

  it('of two models is their mean: no third one says which of them moved', async () => {
    const models = ['a', 'b'].map((seed) => trained(initial(), seed));
    expect(await jointOrigin(models)).toEqual(averageWeights(models));
  });

  it('is the mean where a kernel has no fewer outputs than inputs', async () => {
    const turned = (weights: Weights): Weights =>
      weights.map((array) => ({ ...array, shape: array.shape.toReversed() }));
    const models = ['a', 'b', 'c'].map((seed) => turned(trained(initial(), seed)));
    expect(await jointOrigin(models)).toEqual(averageWeights(models));
  });

  it('is refused for one model, and for several architectures', async () => {
    await expect(jointOrigin([initial()])).rejects.toThrow(/1 models.*two or more/);
    await expect(jointOrigin([initial(), initial().slice(1)])).rejects.toThrow(RangeError);
  });
});

describe('withJointOrigin', () => {
  const expert = (weights: Weights | undefined, more: Partial<Expert> = {}): Expert => ({
    classes: [0],
    logits: () => {
      throw new Error('not needed');
    },
    ...(weights && { weights: async () => weights }),
    ...more,
  });

  it('estimates it for those that started alike, and leaves the others as they are', async () => {
    const [a, b] = ['a', 'b'].map((seed) => expert(trained(initial(), seed))) as [Expert, Expert];
    const stranger = expert(trained(initial('another'), 'c'));
    const silent = expert(undefined);
    const knowing = expert(trained(initial(), 'd'), { initialWeights: initial() });
    const found = await withJointOrigin([a, stranger, silent, b, knowing], undefined);
    expect([found[1], found[2], found[4]]).toEqual([stranger, silent, knowing]);
    const origin = await jointOrigin([(await a.weights?.()) ?? [], (await b.weights?.()) ?? []]);
    for (const [i, each] of [
      [0, a],
      [3, b],
    ] as const) {
      expect(found[i]).toMatchObject({ classes: [0], initialWeights: origin, initialEstimated: true });
      expect(await found[i]?.weights?.()).toEqual(await each.weights?.());
    }
  });

  it('estimates nothing from one network and its copies', async () => {
    const copies = [0, 1].map(() => expert(trained(initial(), 'a')));
    expect(await withJointOrigin(copies, undefined)).toEqual(copies);
  });

  it('keeps an expert that is an instance of a class, with its task and probes', async () => {
    class Own implements Expert {
      readonly classes = [0];
      readonly task = 2;
      readonly runningStatistics = {
        read: async () => [],
        write: () => undefined,
        estimate: async () => undefined,
      };
      readonly #weights: Weights;
      constructor(seed: string) {
        this.#weights = trained(initial(), seed);
      }
      logits(): never {
        throw new Error('not needed');
      }
      async weights() {
        return this.#weights;
      }
      async novelty() {
        return { layers: [{ inputs: this.#weights.length, rank: 1 }], of: this.logits };
      }
    }
    const [found] = await withJointOrigin([new Own('a'), new Own('b')], undefined);
    expect(found).toMatchObject({ task: 2, initialEstimated: true });
    expect(await found?.weights?.()).toEqual(await new Own('a').weights());
    expect((await found?.novelty?.([], undefined as never))?.layers).toEqual([{ inputs: 2, rank: 1 }]);
    expect(await found?.runningStatistics?.read()).toEqual([]);
    expect(found?.classifierWeights).toBeUndefined();
  });

  it('estimates nothing where the student’s initial weights are theirs', async () => {
    const experts = ['a', 'b'].map((seed) => expert(trained(initial(), seed)));
    expect(await withJointOrigin(experts, initial())).toEqual(experts);
  });
});

it('an inverse times its matrix is the identity', () => {
  const draws = random('matrix').normals(36);
  const matrix = Float64Array.from({ length: 36 }, (_, at) => {
    const [i, j] = [Math.floor(at / 6), at % 6];
    const dot = Array.from(
      { length: 6 },
      (_, k) => (draws[i * 6 + k] as number) * (draws[j * 6 + k] as number),
    );
    return dot.reduce((sum, value) => sum + value, i === j ? 0.1 : 0);
  });
  const inverse = inverseOf(matrix, 6);
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++) {
      const value = Array.from(
        { length: 6 },
        (_, k) => (inverse[i * 6 + k] as number) * (matrix[k * 6 + j] as number),
      );
      expect(value.reduce((sum, part) => sum + part, 0)).toBeCloseTo(i === j ? 1 : 0, 8);
    }
  }
});
