import { between } from './between';
import { colourPlanes } from './colour-planes';
import { octaves } from './octaves';
import type { Painter } from './painter';

/** Clouds: noise whose power falls with the frequency f as 1/f^a, a from about 1 to 3, as in natural images. */
export const fractalNoise: Painter = ([height, width, channels], random) => {
  const persistence = between(random, 0.4, 0.9);
  return colourPlanes(height * width, channels, random, () => octaves(height, width, persistence, random));
};
