import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';
import { forEachElement } from './elements';

/** whole = the sum of `partial` over its first axis, in its order. */
export function addParts(backend: TfjsWebGpuBackend, partial: TensorInfo, whole: TensorInfo): void {
  forEachElement(backend, {
    name: 'addParts',
    inputs: { partial },
    outputs: { whole },
    integers: { parts: partial.shape[0] as number },
    each: `
      var sum = 0.0;
      for (var part = 0u; part < given.parts; part++) { sum += partial[part * given.size + i]; }
      whole[i] = sum;`,
  });
}
