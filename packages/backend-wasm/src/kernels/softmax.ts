import { Softmax, type SoftmaxAttrs, type SoftmaxInputs, util } from '@tensorflow/tfjs-core';
import { ELEMENT_GRAIN } from '../threads/grain';
import { defineKernel } from './define-kernel';

export const softmax = defineKernel<SoftmaxInputs, SoftmaxAttrs>(Softmax, (backend, { logits }, { dim }) => {
  if (logits.dtype !== 'float32' || dim !== logits.shape.length - 1) return undefined;
  const length = logits.shape[dim] as number;
  const rows = util.sizeFromShape(logits.shape.slice(0, -1));
  const output = backend.output(logits.shape);
  const grain = Math.ceil(ELEMENT_GRAIN / 8 / Math.max(length, 1));
  backend.threads.run('softmax', rows, grain, {
    x: backend.address(logits),
    y: backend.address(output),
    n: length,
  });
  return output;
});
