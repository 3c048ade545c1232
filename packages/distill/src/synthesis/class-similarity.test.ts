import '../../test/setup';
import { tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { classSimilarity } from './class-similarity';

it('a class without weights is like no other', () => {
  const weights = tensor2d([3, 4, 0, 0, 8, 6], [3, 2]);
  const similarity = classSimilarity(weights).arraySync().flat();
  [1, 0, 0.96, 0, 0, 0, 0.96, 0, 1].forEach((value, i) => {
    expect(similarity[i]).toBeCloseTo(value, 5);
  });
});
