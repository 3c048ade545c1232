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
 * @throws MergeError They are no such numbers.
 */
export function parseNormalization(mean: string, std: string): Normalization {
  const numbers = (text: string, what: string) => {
    const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (values.every(Number.isFinite)) return values;
    const advice = 'Write, for example, .485,.456,.406.';
    throw new MergeError(`${what} is ${valueExcerpt(text)}`, 'numbers, one per channel', advice);
  };
  const normalization = { mean: numbers(mean, '--mean'), std: numbers(std, '--std') };
  refuseOtherPixels(normalization);
  return normalization;
}

/** @throws MergeError No pixels in 0 … 1 have this mean and deviation: those of pixels in 0 … 255, for example. */
export function refuseOtherPixels({ mean, std }: Normalization): void {
  const refuse = (what: string, values: readonly number[], expected: string): never => {
    const isOf255 = values.every((value) => value >= 0 && value <= 255) && values.some((value) => value > 1);
    const scaled = values.map((value) => Number((value / 255).toFixed(4))).join();
    throw new MergeError(
      `${what} is ${values.join()}`,
      `${expected}: pixels are 0 to 1`,
      isOf255 ? `If it is for pixels of 0 to 255, write ${what} ${scaled}.` : 'Correct it.',
    );
  };
  if (mean.some((value) => value < 0 || value > 1)) refuse('--mean', mean, 'numbers from 0 to 1');
  if (std.some((value) => value <= 0 || value > 1)) refuse('--std', std, 'numbers above 0, up to 1');
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
