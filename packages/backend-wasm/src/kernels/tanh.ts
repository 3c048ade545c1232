import { Tanh, type TensorInfo } from '@tensorflow/tfjs-core';
import { callBase, kernel } from '../kernel';
import { withTemporaries } from '../temporaries';

/**
 * 2·sigmoid(2x) - 1, four vectorised passes, within 2e-7 of tanh (absolutely): tfjs-backend-wasm calls the scalar
 * `tanh` of C, which is ten times as slow.
 */
export const tanh = kernel<'x'>(Tanh, ({ inputs: { x }, backend }) => {
  if (x.dtype !== 'float32') return callBase(Tanh, backend, { x });
  return withTemporaries(backend, (temporary) => {
    const scalar = (value: number) =>
      temporary(backend.makeOutput([], 'float32', undefined, new Float32Array([value])));
    const binary = (name: string, a: TensorInfo, b: TensorInfo) =>
      temporary(callBase(name, backend, { a, b }));
    const two = scalar(2);
    const half = temporary(callBase('Sigmoid', backend, { x: binary('Multiply', x, two) }));
    return binary('Sub', binary('Multiply', half, two), scalar(1));
  });
});
