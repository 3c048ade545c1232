import { Select, type SelectInputs, util } from '@tensorflow/tfjs-core';
import { ELEMENT_GRAIN } from '../threads/grain';
import { defineKernel } from './define-kernel';

export const select = defineKernel<SelectInputs, unknown>(Select, (backend, { condition, t, e }) => {
  if (t.dtype !== e.dtype || (t.dtype !== 'float32' && t.dtype !== 'int32')) return undefined;
  if (condition.dtype !== 'bool' || !util.arraysEqual(condition.shape, t.shape)) return undefined;
  const output = backend.output(t.shape, t.dtype);
  backend.threads.run('select', util.sizeFromShape(t.shape), ELEMENT_GRAIN, {
    condition: backend.address(condition),
    a: backend.address(t),
    b: backend.address(e),
    y: backend.address(output),
  });
  return output;
});
