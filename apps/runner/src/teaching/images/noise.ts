import { gaussianNoise, imageSize, Random } from '@exmodel/distill';
import type { SeedImages } from './image-kind';

/** Pixels from N(0, 1). */
export const noise: SeedImages = {
  from: 'seed',
  needsNormalization: false,
  name: 'noise',
  strategy: 'gn_ed',
  images: 'fresh Gaussian noise',
  batch: ({ shape }, count, seed) => ({
    shape,
    count,
    pixels: Random.seeded(seed, 'noise').normals(count * imageSize(shape)),
  }),
  fresh: ({ shape }) => gaussianNoise(shape),
};
