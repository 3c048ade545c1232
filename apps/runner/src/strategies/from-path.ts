import { rehearsalBuffer, selectImages } from '@exmodel/distill';
import { z } from 'zod';
import { learnedExperiences } from '../streams/learned-experiences';
import { bufferKeys } from '../teaching/images/buffer-keys';
import { readSavedImages } from '../teaching/images/read-saved-images';
import { sampleAugmentation } from '../teaching/images/sample-augmentation';
import { distillation } from './factories/distillation';
import { placeOf } from './factories/place-of';

export const fromPath = distillation({
  name: 'from_path',
  summary:
    'on saved images: buffer_path names the folder samples/ of an earlier run, or one of .npz or .pt files',
  keys: {
    ...bufferKeys,
    buffer_path: z
      .string()
      .min(1)
      .optional()
      .describe(
        'folder with buffer_e0.safetensors or .npz, or buffer_x_e0.pt and buffer_y_e0.pt, …; required',
      )
      .meta({ isPath: true }),
  },
  refuse(config, benchmark) {
    const { buffer_path: folder } = config;
    if (folder === undefined)
      return 'from_path needs buffer_path, the folder with buffer_e0.safetensors, buffer_e1.safetensors, … that an earlier run wrote (runs/NAME/STRATEGY/samples), or with buffer_e0.npz, … or buffer_x_e0.pt, buffer_y_e0.pt, …';
    for (const { index } of learnedExperiences(config, benchmark))
      readSavedImages(folder, index, benchmark.shape);
    return undefined;
  },
  source({ config, benchmark, experts }) {
    return rehearsalBuffer({
      budget: config.buffer_size,
      augmentation: sampleAugmentation(benchmark),
      async *synthesis(expert, count, random) {
        const samples = readSavedImages(config.buffer_path ?? '', placeOf(expert, experts), benchmark.shape);
        return selectImages(samples, random.permutation(samples.count).subarray(0, count));
      },
    });
  },
});
