import '../../test/setup';
import { memory, tensor2d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Expert } from '../expert';
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
  expect(tidy(() => placed.classifierWeights?.().arraySync())).toEqual([
    [0, 0],
    [3, 30],
    [0, 0],
    [0, 0],
    [1, 10],
  ]);
  expect(memory().numTensors).toBe(before);
});

it('offers weights only where nobody can take them for the student’s', () => {
  const of = (outputs: number) => placeExpert(expert, { width: 3, columns: [0], classes: [0], outputs });
  expect(of(5).weights).toBeDefined();
  expect(of(3).weights).toBeUndefined();
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
  ['a class twice', { columns: [0, 1], classes: [2, 2] }, /different/],
])('refuses %s', (_, given, message) => {
  expect(() => placeExpert(expert, { width: 3, outputs: 5, ...given })).toThrow(RangeError);
  expect(() => placeExpert(expert, { width: 3, outputs: 5, ...given })).toThrow(message);
});
