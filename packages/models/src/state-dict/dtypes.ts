/** Throws the error of the file's format for a value that float32 cannot hold. */
export type Refuse = (given: string, expected: string, advice: string) => never;

interface Dtype {
  /** Bytes of one value. */
  readonly width: number;
  /** Little-endian values, aligned, to float32. */
  decode(bytes: ArrayBuffer, refuse: Refuse): Float32Array;
}

/** Every integer up to here is exact in float32. */
const exactLimit = 2 ** 24;

/**
 * The dtypes that weights files hold, by their names in safetensors. Exact: F32 (every bit), F16, BF16 and the integers of
 * up to 16 bits; BOOL is 0 or 1. Wider integers up to ±2²⁴ are exact and others refused: an integer is a count or a
 * label, which rounding would falsify. F64 is rounded to the nearest float32 as `tensor.float()` does it, and refused
 * where that would make a finite number infinite.
 */
export const dtypes: ReadonlyMap<string, Dtype> = new Map<string, Dtype>([
  ['F32', { width: 4, decode: (bytes) => new Float32Array(bytes) }],
  ['F64', { width: 8, decode: (bytes, refuse) => mapped(new Float64Array(bytes), (x) => finite(x, refuse)) }],
  ['F16', { width: 2, decode: (bytes) => mapped(new Uint16Array(bytes), half) }],
  ['BF16', { width: 2, decode: brainFloats }],
  ['I64', { width: 8, decode: (bytes, refuse) => mapped(new BigInt64Array(bytes), (x) => exact(x, refuse)) }],
  [
    'U64',
    { width: 8, decode: (bytes, refuse) => mapped(new BigUint64Array(bytes), (x) => exact(x, refuse)) },
  ],
  ['I32', { width: 4, decode: (bytes, refuse) => mapped(new Int32Array(bytes), (x) => exact(x, refuse)) }],
  ['U32', { width: 4, decode: (bytes, refuse) => mapped(new Uint32Array(bytes), (x) => exact(x, refuse)) }],
  ['I16', { width: 2, decode: (bytes) => Float32Array.from(new Int16Array(bytes)) }],
  ['U16', { width: 2, decode: (bytes) => Float32Array.from(new Uint16Array(bytes)) }],
  ['I8', { width: 1, decode: (bytes) => Float32Array.from(new Int8Array(bytes)) }],
  ['U8', { width: 1, decode: (bytes) => Float32Array.from(new Uint8Array(bytes)) }],
  ['BOOL', { width: 1, decode: (bytes) => mapped(new Uint8Array(bytes), (x) => Number(x !== 0)) }],
]);

/** `Float32Array.from` with a function takes ten times as long. */
function mapped<T>(values: ArrayLike<T>, decode: (value: T) => number): Float32Array {
  const decoded = new Float32Array(values.length);
  for (let i = 0; i < decoded.length; i++) decoded[i] = decode(values[i] as T);
  return decoded;
}

function exact(value: number | bigint, refuse: Refuse): number {
  const number = Number(value);
  if (Math.abs(number) > exactLimit) {
    const advice =
      'Integers are read as float32: convert the tensor to float32 if the loss of digits does no harm.';
    refuse(`the integer ${value}`, `at most ±${exactLimit}`, advice);
  }
  return number;
}

function finite(value: number, refuse: Refuse): number {
  if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) {
    refuse(`the number ${value}`, 'one that float32 holds, at most ±3.4e38', 'Scale the tensor.');
  }
  return value;
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper halves of float32s. */
function brainFloats(bytes: ArrayBuffer): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer);
}
