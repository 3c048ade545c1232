import { z } from 'zod';
import { count, notNegative, positive } from '../../config/key-values';
import { type Need, sized } from '../../config/need';

/** How images are made from an expert, by model inversion as well as by data impression. */
export const synthesisKeys = {
  buffer_iter: count.default(200).describe('synthesis: Adam steps'),
  buffer_lr: positive.default(0.1).describe('synthesis: learning rate'),
  // A batch has no more images than are made.
  buffer_mb_size: sized(count.default(1024).describe('synthesis: images per batch'), (images, job) =>
    synthesisBatch(images, job),
  ),
  buffer_temperature: positive.default(2).describe('synthesis: temperature τ'),
  buffer_wd: notNegative.default(1e-4).describe('synthesis: weight of Σx²'),
  buffer_blur: notNegative.default(0.01).describe('synthesis: weight of the blur penalty'),
  buffer_start: z
    .enum(['noise', 'painted'])
    .optional()
    .describe('(added) synthesis: what images start from; default: noise'),
  buffer_bns: notNegative.default(0).describe('synthesis: weight of the batch-norm statistics penalty'),
  bns_layers: z
    .enum(['all', 'last'])
    .default('all')
    .describe('(added) batch-norm layers that the penalty counts; the reference counts the last'),
};

/** What a batch of images needs that are made from an expert. */
export const synthesisBatch: Need = (images, { expert, number }) => ({
  computed: Math.min(images, number('buffer_size')) * expert,
});

/** What a `buffer_size` needs whose images are all made from the first expert: the images, their gradients, Adam's moments. */
export const synthesizedBuffer: Need = (images, { image }) => ({
  held: images * image,
  computed: 4 * images * image,
});
