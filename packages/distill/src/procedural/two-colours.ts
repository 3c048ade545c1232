import type { Random } from '../random';

/**
 * A grey image, 0 … 1, as an image of `channels`: as it is in one channel (light on dark ground), else
 * blended between two random colours.
 */
export function twoColours(grey: Float32Array, channels: number, random: Random): Float32Array {
  if (channels === 1) return grey;
  const colour = () => Float32Array.from({ length: channels }, () => random.uniform());
  const [ground, ink] = [colour(), colour()];
  const out = new Float32Array(grey.length * channels);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const cover = grey[pixel] as number;
    for (let channel = 0; channel < channels; channel++) {
      const from = ground[channel] as number;
      out[pixel * channels + channel] = from + cover * ((ink[channel] as number) - from);
    }
  }
  return out;
}
