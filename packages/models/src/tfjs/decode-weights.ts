import { dtypes } from '../state-dict/dtypes';
import type { StateDict } from '../state-dict/state-tensor';
import { TfjsFileError } from './tfjs-file-error';
import { byteLength, storedDtype, type WeightSpec } from './weight-spec';

/**
 * Weights under TensorFlow.js's names and in its layout (filters [height, width, in, out]), as float32.
 *
 * @param data The values of all weights, end to end.
 * @throws {TfjsFileError} A value is not held by float32.
 */
export function decodeWeights(name: string, weights: readonly WeightSpec[], data: ArrayBuffer): StateDict {
  let at = 0;
  return new Map(
    weights.map((spec) => {
      const bytes = data.slice(at, at + byteLength(spec));
      at += bytes.byteLength;
      const values = dtypes.get(storedDtype(spec))?.decode(bytes, (given, expected, advice) => {
        throw new TfjsFileError(name, `weight '${spec.name}': ${given}`, expected, advice);
      });
      return [spec.name, { shape: spec.shape, data: dequantized(values ?? new Float32Array(), spec) }];
    }),
  );
}

function dequantized(values: Float32Array, { dtype, quantization }: WeightSpec): Float32Array {
  const { scale, min } = quantization ?? {};
  if (scale === undefined || min === undefined) return values;
  return values.map((value) => (dtype === 'float32' ? value * scale + min : Math.round(value * scale + min)));
}
