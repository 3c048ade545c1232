import { ArgMax, type ArgMaxAttrs, type ArgMaxInputs, util } from '@tensorflow/tfjs-core';
import { ELEMENT_GRAIN } from '../threads/grain';
import { defineKernel } from './define-kernel';

export const argMax = defineKernel<ArgMaxInputs, ArgMaxAttrs>(ArgMax, (backend, { x }, { axis }) => {
  const along = util.parseAxisParam(axis, x.shape)[0] as number;
  const length = x.shape[along];
  if (x.dtype !== 'float32' || length === undefined || length === 0) return undefined;
  const inner = util.sizeFromShape(x.shape.slice(along + 1));
  const shape = x.shape.filter((_, i) => i !== along);
  const output = backend.output(shape, 'int32');
  const grain = Math.ceil(ELEMENT_GRAIN / length);
  backend.threads.run('argMax', util.sizeFromShape(shape), grain, {
    source: backend.address(x),
    target: backend.address(output),
    length,
    inner,
  });
  return output;
});
