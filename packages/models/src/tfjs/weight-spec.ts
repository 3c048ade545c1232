import { isObject } from '../json/parse-object';
import { dtypes } from '../state-dict/dtypes';

/** How the values of one weight lie in the shards. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization?: {
    readonly dtype: 'uint8' | 'uint16' | 'float16';
    /** Of uint8 and uint16: value = stored · scale + min. */
    readonly scale?: number;
    readonly min?: number;
  };
}

/** Our names of the dtypes that are read. */
const names: Readonly<Record<string, string>> = {
  float32: 'F32',
  int32: 'I32',
  bool: 'BOOL',
  float16: 'F16',
  uint8: 'U8',
  uint16: 'U16',
};

/** What the file holds for it, by the names of safetensors. */
export function storedDtype({ dtype, quantization }: WeightSpec): string {
  return names[quantization?.dtype ?? dtype] ?? '';
}

export function sizeOf({ shape }: WeightSpec): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Bytes in the shards. */
export function byteLength(spec: WeightSpec): number {
  return sizeOf(spec) * (dtypes.get(storedDtype(spec))?.width ?? 0);
}

/** What is wrong with a manifest's entry, or undefined where nothing is. */
export function faultOf(value: unknown): string | undefined {
  if (!isObject(value) || typeof value.name !== 'string') return 'a weight without name';
  const { name, shape, dtype, quantization } = value;
  const weight = `weight ${JSON.stringify(name.slice(0, 80))}`;
  if (!Array.isArray(shape) || !shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
    return `${weight} of shape ${JSON.stringify(shape)?.slice(0, 80)}`;
  }
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    return `${weight} of dtype ${JSON.stringify(dtype)?.slice(0, 80)}`;
  }
  if (quantization === undefined) return undefined;
  const { dtype: stored, scale, min } = isObject(quantization) ? quantization : {};
  const isHalf = stored === 'float16' && dtype === 'float32';
  const isAffine =
    (stored === 'uint8' || stored === 'uint16') && Number.isFinite(scale) && Number.isFinite(min);
  return isHalf || isAffine
    ? undefined
    : `${weight} quantized as ${JSON.stringify(quantization).slice(0, 80)}`;
}
