/** One named array of a model's state. */
export interface WeightArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** The places on its last axis that mean something, if not all: those of a head that was moved among the student's outputs. */
  readonly columns?: readonly number[] | undefined;
}

/** Everything that a model has learned, running statistics included, as a plain value in the model's own order. */
export type Weights = readonly WeightArray[];
