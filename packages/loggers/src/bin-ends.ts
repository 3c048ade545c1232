import type { Histogram } from './run-event';

/** The upper end of each bin; that of the last is `max` to the bit. */
export function binEnds({ min, max, counts }: Histogram): number[] {
  const width = (max - min) / counts.length;
  return counts.map((_, bin) => (bin === counts.length - 1 ? max : min + (bin + 1) * width));
}
