/** How pixel values become a model's input, per channel: (value / 255 − mean) / std. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}
