/** One named array of a model's state. */
export interface WeightArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Everything that a model has learned, running statistics included, as a plain value in the model's own order. */
export type Weights = readonly WeightArray[];
