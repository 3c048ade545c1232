import { expect, it } from 'vitest';
import type { Augmentation } from './augmentation';
import { inTurn } from './in-turn';

it('feeds each step what the one before it made, and one stream of numbers to all', () => {
  const numbers = [2, 3];
  const add: Augmentation = (pixels, _, random) => pixels.map((value) => value + random());
  const multiply: Augmentation = (pixels, _, random) => pixels.map((value) => value * random());
  const changed = inTurn(add, multiply)(Uint8Array.of(1), [1, 1, 1], () => numbers.shift() ?? 0);
  expect([...changed]).toEqual([9]);
});
