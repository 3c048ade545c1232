import { Conv2D, type Conv2DAttrs, type Conv2DInputs } from '@tensorflow/tfjs-core';
import { allFloat, convolutionInfo } from './convolution-info';
import { defineKernel } from './define-kernel';

export const conv2d = defineKernel<Conv2DInputs, Conv2DAttrs>(Conv2D, (backend, { x, filter }, attrs) => {
  const info = convolutionInfo(x.shape, filter.shape, attrs);
  if (info === undefined || !allFloat(x, filter)) return undefined;
  const output = backend.output(info.outShape);
  const bias = backend.zeros(info.outChannels);
  backend.convolver.forward(info, backend.address(x), backend.address(filter), bias, backend.address(output));
  return output;
});
