import { headerLength, prefixLength, readHeader } from './read-header';
import { SafetensorsError } from './safetensors-error';

/** The kinds of arrays that a file keeps as they are, by the dtype of each. */
const kinds = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U32: Uint32Array,
  U8: Uint8Array,
} as const;

/** Values of a tensor, of any kind that safetensors has a dtype for and JavaScript an array of numbers. */
export type TensorValues = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A tensor of any kind; a `StateTensor` is one of float32. */
export interface TypedTensor {
  readonly shape: readonly number[];
  readonly data: TensorValues;
}

/** @throws TypeError for another kind of array */
export function dtypeOf(data: TensorValues): string {
  const found = Object.entries(kinds).find(([, Kind]) => data instanceof Kind);
  if (found === undefined) throw new TypeError(`safetensors files here hold no ${typeof data}`);
  return found[0];
}

/**
 * Reads a safetensors file whose tensors keep their kinds, bit for bit: F32, F64, I32, U32 and U8. (`readSafetensors` makes float32 of
 * them all, which weights are.)
 *
 * @throws {SafetensorsError} The bytes are not a well-formed file, or a tensor has another dtype.
 */
export function readTypedTensors(bytes: Uint8Array): {
  readonly tensors: ReadonlyMap<string, TypedTensor>;
  readonly metadata: Record<string, string>;
} {
  const dataBegin = prefixLength + headerLength(bytes, bytes.length);
  const { entries, metadata } = readHeader(bytes.subarray(prefixLength, dataBegin), bytes.length - dataBegin);
  const tensors = new Map(
    entries.map(({ name, dtype, shape, begin, end }) => {
      const Kind = Object.hasOwn(kinds, dtype) ? kinds[dtype as keyof typeof kinds] : undefined;
      if (Kind === undefined) {
        const expected = `one of ${Object.keys(kinds).join(', ')}`;
        throw new SafetensorsError(`dtype ${dtype}`, expected, 'Read it with readSafetensors.', name);
      }
      // Copied, because the data of a file need not be aligned.
      const own = new Uint8Array(bytes.subarray(dataBegin + begin, dataBegin + end));
      return [name, { shape, data: new Kind(own.buffer) }] as const;
    }),
  );
  return { tensors, metadata };
}
