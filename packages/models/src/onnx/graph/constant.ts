/** Values that are known before an image is: weights, and what shapes are computed from. */
export interface Constant {
  readonly kind: 'constant';
  readonly shape: readonly number[];
  /** Row-major. Integers and truth values are whole numbers in float64. */
  readonly data: Float32Array | Float64Array;
  /** Whether these are weights: an initializer of the file, or something computed from one. */
  readonly learned: boolean;
  /** Name of the tensor in the file, or of the output that computed it. */
  readonly name: string;
  /** The tensor of the file that this is, if it is one, or one with its axes in another order. */
  readonly source?: TensorSource;
}

export interface TensorSource {
  readonly name: string;
  readonly shape: readonly number[];
  /** The axis of the file's tensor that each axis here is. */
  readonly axes: readonly number[];
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

export function isFloat({ data }: Constant): boolean {
  return data instanceof Float32Array;
}

/** Whether an exporter made the name up, so that no module of the user's has it. */
export function isMadeUp(name: string): boolean {
  return /^(onnx::|\/|_?val_\d|scalar_tensor|const_)|\.weight_bias$|_cast$|Constant_output_\d+$/.test(name);
}
