import '../../test/setup';
import { memory, tensor2d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Expert } from '../expert';
import type { Weights } from '../weights';
import { placeExpert } from './place-expert';

const expert: Expert = {
  classes: [0, 1, 2],
  logits: ({ shape: [count] }) => tensor2d(Array.from({ length: count }, (_, i) => [i + 1, i + 2, i + 3])),
  classifierWeights: () =>
    tensor2d([
      [1, 10],
      [2, 20],
      [3, 30],
    ]),
  logitsAndStatistics: (of) => ({ logits: expert.logits(of), statistics: [] }),
  runningStatistics: { read: async () => [], write: () => undefined, estimate: async () => undefined },
  weights: async () => [],
};
const images = () => tensor4d(new Float32Array(2), [2, 1, 1, 1]);

it('puts the columns that count where the student has their classes, and zeros elsewhere', () => {
  const before = memory().numTensors;
  const placed = placeExpert(expert, { width: 3, columns: [2, 0], classes: [1, 4], outputs: 5 });
  expect(placed.classes).toEqual([1, 4]);
  expect(tidy(() => placed.logits(images()).arraySync())).toEqual([
    [0, 3, 0, 0, 1],
    [0, 4, 0, 0, 2],
  ]);
  const shown = images();
  const probed = placed.logitsAndStatistics?.(shown);
  shown.dispose();
  expect(probed?.logits.arraySync()).toEqual([
    [0, 3, 0, 0, 1],
    [0, 4, 0, 0, 2],
  ]);
  probed?.logits.dispose();
  expect(placed.runningStatistics).toBe(expert.runningStatistics);
  expect(tidy(() => placed.classifierWeights?.().arraySync())).toEqual([
    [0, 0],
    [3, 30],
    [0, 0],
    [0, 0],
    [1, 10],
  ]);
  expect(memory().numTensors).toBe(before);
});

describe('weights', () => {
  const array = (name: string, shape: number[], from: number) => {
    const count = shape.reduce((product, side) => product * side, 1);
    return { name, shape, values: Float32Array.from({ length: count }, (_, i) => from + i) };
  };
  const weights = [
    array('conv', [3, 1, 1, 4], 0),
    array('kernel', [2, 3], 1),
    array('bias', [3], 7),
    array('mean', [4], 0),
  ];
  const placed = (own: Weights, outputs: number) =>
    placeExpert(
      { ...expert, weights: async () => own },
      { width: 3, columns: [2, 0], classes: [1, 4], outputs },
    ).weights?.();

  it('have the head’s columns where the student has their classes, and the others as they were', async () => {
    const moved = (name: string, shape: number[], values: number[]) =>
      expect.objectContaining({ name, shape, values: Float32Array.from(values), columns: [1, 4] });
    expect(await placed(weights, 5)).toEqual([
      weights[0],
      moved('kernel', [2, 5], [0, 3, 0, 0, 1, 0, 6, 0, 0, 4]),
      moved('bias', [5], [0, 9, 0, 0, 7]),
      weights[3],
    ]);
  });

  it('are as they were where every column is in its place, though only some count', async () => {
    const inPlace = { width: 3, columns: [2, 0], classes: [2, 0], outputs: 3 };
    const found = await placeExpert({ ...expert, weights: async () => weights }, inPlace).weights?.();
    expect(found?.map(({ values }) => values)).toEqual(weights.map(({ values }) => values));
    expect(found?.map(({ columns }) => columns)).toEqual([undefined, [2, 0], [2, 0], undefined]);
  });

  it('are as they were where the head is not found, and none where they could be mistaken for the student’s', async () => {
    const headless = [array('kernel', [2, 4], 0)];
    expect(await placed(headless, 6)).toEqual(headless);
    const same = { width: 3, columns: [0], classes: [0], outputs: 3 };
    expect(await placeExpert({ ...expert, weights: async () => headless }, same).weights?.()).toEqual([]);
  });

  it('of others tell nothing of its head’s beginning; its own initial weights do', async () => {
    const seen: Weights[] = [];
    const probing: Expert = {
      ...expert,
      weights: async () => weights,
      initialWeights: weights,
      novelty: async (initial) => {
        seen.push(initial);
        return { layers: [], of: () => tensor2d([], [0, 0]) };
      },
    };
    const { novelty } = placeExpert(probing, { width: 3, columns: [2, 0], classes: [1, 2], outputs: 3 });
    const reference = images();
    await novelty?.(weights, reference);
    await novelty?.([...weights], reference);
    reference.dispose();
    expect(seen[0]).toBe(weights);
    expect(seen[1]?.map(({ shape }) => shape)).toEqual([[3, 1, 1, 4], [0], [0], [4]]);
  });
});

it('keeps the task, and calls the probes of an expert that is an instance of a class', async () => {
  class Own implements Expert {
    readonly classes = [0];
    readonly task = 2;
    readonly #values = [new Float32Array([1])];
    logits = expert.logits;
    async weights() {
      return this.#values.map((values) => ({ name: 'w', shape: [1], values }));
    }
  }
  const own = new Own();
  const placed = placeExpert(own, { width: 3, columns: [0], classes: [0], outputs: 5 });
  expect(placed.task).toBe(2);
  expect(await placed.weights?.()).toEqual(await own.weights());
});

it.each([
  ['a column that the expert has not', { columns: [3], classes: [0] }, /columns \[3\].*0 to 2/],
  ['another number of columns than of classes', { columns: [0, 1], classes: [0] }, /for 1 classes/],
  ['a class that the student has not', { columns: [0], classes: [5] }, /classes \[5\].*0 to 4/],
  ['a column twice', { columns: [1, 1], classes: [0, 2] }, /columns \[1, 1\].*a different one/],
  ['no columns', { columns: [], classes: [] }, /at least one/],
  ['a class twice', { columns: [0, 1], classes: [2, 2] }, /different/],
])('refuses %s', (_, given, message) => {
  expect(() => placeExpert(expert, { width: 3, outputs: 5, ...given })).toThrow(RangeError);
  expect(() => placeExpert(expert, { width: 3, outputs: 5, ...given })).toThrow(message);
});
