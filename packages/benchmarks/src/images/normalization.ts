/** How pixel values become a model's input, per channel: (value / 255 − mean) / std. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** @throws RangeError unless there are a finite mean, and a deviation above 0, for each of `channels`. */
export function requireNormalization({ mean, std }: Normalization, channels: number): void {
  const isFit = mean.length === channels && std.length === channels;
  // As float32, in which images are computed.
  const [means, deviations] = [mean.map(Math.fround), std.map(Math.fround)];
  if (isFit && [...means, ...deviations].every(Number.isFinite) && deviations.every((value) => value > 0)) {
    return;
  }
  throw new RangeError(
    `normalization is mean [${mean.join(', ')}] and std [${std.join(', ')}]: expected ${channels} of each, those of std above 0. ` +
      'Correct them.',
  );
}
