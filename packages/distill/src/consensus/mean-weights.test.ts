import { expect, it } from 'vitest';
import type { Weights } from '../weights';
import { includeWeights } from './mean-weights';

const body = { name: 'body', shape: [2, 1], values: Float32Array.of(1, 1) };
const head = (values: number[], columns?: number[]): Weights => [
  body,
  { name: 'head', shape: [1, 2], values: Float32Array.from(values), ...(columns && { columns }) },
];
const initial = head([7, 9]);
/** The head's mean after experts in this order. */
function meanOf(...experts: Weights[]) {
  let mean: ReturnType<typeof includeWeights>;
  for (const weights of experts) mean = includeWeights(mean, weights, initial);
  return [...(mean?.weights[1]?.values ?? [])];
}

it('columns of a head are the mean over the experts that gave them, moved or not, in any order', () => {
  const [moved, other, whole] = [head([4, 0], [0]), head([0, 6], [1]), head([2, 2])];
  expect(meanOf(moved)).toEqual([4, 9]);
  expect(meanOf(moved, other)).toEqual([4, 6]);
  expect(meanOf(moved, whole)).toEqual([3, 2]);
  expect(meanOf(whole, moved)).toEqual([3, 2]);
  expect(meanOf(whole, other, moved)).toEqual([3, 4]);
  expect(meanOf(whole, whole)).toEqual([2, 2]);
});
