import {
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropFilterInputs,
  util,
} from '@tensorflow/tfjs-core';
import { allFloat, convolutionInfo } from './convolution-info';
import { defineKernel } from './define-kernel';

export const conv2dBackpropFilter = defineKernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  (backend, { x, dy }, attrs) => {
    const info = convolutionInfo(x.shape, attrs.filterShape, { ...attrs, dilations: 1 });
    if (info === undefined || !allFloat(x, dy) || !util.arraysEqual(dy.shape, info.outShape))
      return undefined;
    const output = backend.output(attrs.filterShape);
    backend.convolver.filterGradient(info, backend.address(x), backend.address(dy), backend.address(output));
    return output;
  },
);
