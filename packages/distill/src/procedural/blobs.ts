import { between } from './between';
import { normalField } from './normal-field';
import type { Painter } from './painter';
import { twoColours } from './two-colours';

/** Soft islands: blurred noise, cut at a random height. */
export const blobs: Painter = ([height, width, channels], random) => {
  const side = Math.min(height, width);
  const field = normalField(height, width, between(random, 0.05, 0.13) * side, random);
  const level = between(random, 0, 1.2);
  const softness = between(random, 0.1, 0.5);
  return twoColours(
    field.map((value) => 1 / (1 + Math.exp((level - value) / softness))),
    channels,
    random,
  );
};
