import type { LayerVariable } from '@tensorflow/tfjs-layers';

/** One tensor of a model, under its PyTorch name. */
export interface ModelTensor {
  /** `layer1.0.conv1.weight` */
  readonly name: string;
  /** Shape in PyTorch. */
  readonly shape: readonly number[];
  /** Perhaps with sides of 1 more or less than the tensor has. */
  readonly variable: LayerVariable;
  /** The part of the variable's last axis that is this tensor; absent if it is the whole axis. */
  readonly columns?: Columns;
  /** Transpositions from our layout to PyTorch's and back; absent where the layouts agree. */
  readonly toTorch?: number[];
  readonly fromTorch?: number[];
}

export interface Columns {
  readonly begin: number;
  readonly size: number;
}
