import { readImages, readLabels } from '@exmodel/benchmarks';
import { rehearsalBuffer } from '@exmodel/distill';
import { bufferKeys } from '../teaching/images/buffer-keys';
import { distillation } from './factories/distillation';
import { placeOf } from './factories/place-of';

export const replayEd = distillation({
  name: 'replay_ed',
  summary:
    'on a few real images of each experience: breaks the setting on purpose, to show what real images are worth',
  keys: bufferKeys,
  source({ config, benchmark, experts }) {
    return rehearsalBuffer({
      budget: config.buffer_size,
      async *synthesis(expert, count, random) {
        const index = placeOf(expert, experts);
        const experience = benchmark.experiences[index];
        if (experience === undefined) throw new RangeError(`there is no experience ${index}`);
        const { train } = experience;
        const indices = random.permutation(train.length).subarray(0, count);
        return {
          shape: train.shape,
          count: indices.length,
          pixels: readImages(train, indices, benchmark.normalization),
          labels: readLabels(train, indices),
        };
      },
    });
  },
});
