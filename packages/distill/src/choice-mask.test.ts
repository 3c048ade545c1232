import '../test/setup';
import { tensor1d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { choiceMask } from './choice-mask';

it.each([
  [
    [2, 0],
    3,
    [
      [0, 0, 1],
      [1, 0, 0],
    ],
  ],
  [[0, 0], 1, [[1], [1]]],
])('%j of %i', (choice, choices, expected) => {
  expect(choiceMask(tensor1d(choice, 'int32'), choices).arraySync()).toEqual(expected);
});
