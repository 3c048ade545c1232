import type { ImageBatch } from '@exmodel/distill';
import { painted } from '../teaching/images/painted';
import { mergeDefaults } from './merge-options';
import type { TeachContext } from './merge-source';

/**
 * Painted images, from number `first` on. For a trunk of up to 64 pixels a side, to be enlarged: painting takes its time by the
 * pixel. Without a normalisation their pixels are as they are, in 0 … 1.
 */
export function paint(
  { shape, normalization, seed, trunk }: Pick<TeachContext, 'shape' | 'normalization' | 'seed' | 'trunk'>,
  count: number,
  first: number,
): ImageBatch {
  const [height, width, channels] = shape;
  const factor = trunk === undefined ? 1 : Math.ceil(Math.max(height, width) / mergeDefaults.paintedSide);
  const small = [Math.ceil(height / factor), Math.ceil(width / factor), channels] as const;
  const asTheyAre = { mean: Array<number>(channels).fill(0), std: Array<number>(channels).fill(1) };
  return painted.batch({ shape: small, normalization: normalization ?? asTheyAre }, count, seed, first);
}
