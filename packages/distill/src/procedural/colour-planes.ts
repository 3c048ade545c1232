import type { Random } from '../random';
import { standardized } from '../standardized';
import { between } from './between';

/** What neighbouring channels of natural images share, roughly: most of their variance is brightness. */
const shared = [0.75, 0.98] as const;

/**
 * Pixels of `channels` made of grey planes of any range: a common one, which carries most, and one for each
 * channel; brought to a random brightness and contrast, then cut to 0 … 1.
 */
export function colourPlanes(
  size: number,
  channels: number,
  random: Random,
  plane: () => Float32Array,
): Float32Array {
  const common = standardized(plane());
  const part = channels === 1 ? 1 : Math.sqrt(between(random, ...shared));
  const own = Math.sqrt(1 - part * part);
  const contrast = between(random, 0.08, 0.3);
  const out = new Float32Array(size * channels);
  const brightness = between(random, 0.25, 0.75);
  for (let channel = 0; channel < channels; channel++) {
    const tint = channels === 1 ? 0 : between(random, -0.15, 0.15);
    const extra = own === 0 ? undefined : standardized(plane());
    for (let pixel = 0; pixel < size; pixel++) {
      const value = part * (common[pixel] as number) + own * (extra?.[pixel] ?? 0);
      out[pixel * channels + channel] = Math.min(1, Math.max(0, brightness + tint + contrast * value));
    }
  }
  return out;
}
