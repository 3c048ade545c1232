import type { Normalization } from '@exmodel/benchmarks';
import type { ImageShape } from '@exmodel/distill';
import { valueExcerpt } from '../config/excerpt';
import { MergeError } from './merge-error';

/** `32x32x1`: height, width and channels. @throws MergeError */
export function parseInput(text: string, what = '--input'): ImageShape {
  const [, height, width, channels] = /^(\d{1,5})[x×](\d{1,5})[x×](\d{1,3})$/.exec(text) ?? [];
  const shape = [Number(height), Number(width), Number(channels)] as const;
  if (channels !== undefined && shape.every((side) => side > 0)) return shape;
  throw new MergeError(
    `${what} is ${valueExcerpt(text)}`,
    'HEIGHTxWIDTHxCHANNELS',
    'Write, for example, 32x32x1.',
  );
}

/**
 * Mean and standard deviation of pixels in 0 … 1, one number per channel: `.485,.456,.406`.
 *
 * @throws MergeError
 */
export function parseNormalization(mean: string, std: string): Normalization {
  const numbers = (text: string, what: string, isFit: (value: number) => boolean) => {
    const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (values.every((value) => Number.isFinite(value) && isFit(value))) return values;
    const expected = what === '--std' ? 'numbers above 0, one per channel' : 'numbers, one per channel';
    throw new MergeError(`${what} is ${valueExcerpt(text)}`, expected, 'Write, for example, .485,.456,.406.');
  };
  return { mean: numbers(mean, '--mean', () => true), std: numbers(std, '--std', (value) => value > 0) };
}

/** @throws MergeError unless there is a mean and a standard deviation for every channel */
export function refuseOtherChannels({ mean, std }: Normalization, [, , channels]: ImageShape): void {
  if (mean.length === channels && std.length === channels) return;
  throw new MergeError(
    `${mean.length} means and ${std.length} standard deviations were given for images of ${channels} channels`,
    'one of each for every channel',
    'Correct --mean and --std, or --input.',
  );
}
