import { readImages, readLabels } from '@exmodel/benchmarks';
import { rehearsalBuffer } from '@exmodel/distill';
import { bufferKeys } from '../teaching/images/buffer-keys';
import { distillation } from './factories/distillation';

export const replayEd = distillation({
  name: 'replay_ed',
  summary: 'on a few real images of each experience: an upper bound that breaks the setting on purpose',
  keys: bufferKeys,
  source({ config, benchmark }) {
    let next = 0;
    return rehearsalBuffer({
      budget: config.buffer_size,
      async *synthesis(_expert, count, random) {
        const experience = benchmark.experiences[next++];
        if (experience === undefined) throw new RangeError(`there is no experience ${next - 1}`);
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
