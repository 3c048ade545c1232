/** A tensor in PyTorch's layout: row-major; [out, in, height, width] for filters, [out, in] for linear layers. */
export interface StateTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by PyTorch's names (`layer1.0.conv1.weight`), in PyTorch's order. */
export type StateDict = ReadonlyMap<string, StateTensor>;
