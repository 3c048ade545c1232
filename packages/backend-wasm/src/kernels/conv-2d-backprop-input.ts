import {
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type Conv2DBackpropInputInputs,
  util,
} from '@tensorflow/tfjs-core';
import { allFloat, convolutionInfo } from './convolution-info';
import { defineKernel } from './define-kernel';

export const conv2dBackpropInput = defineKernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  (backend, { dy, filter }, attrs) => {
    const info = convolutionInfo(attrs.inputShape, filter.shape, { ...attrs, dilations: 1 });
    if (info === undefined || !allFloat(dy, filter) || !util.arraysEqual(dy.shape, info.outShape))
      return undefined;
    const output = backend.output(attrs.inputShape);
    backend.convolver.backward(info, backend.address(dy), backend.address(filter), backend.address(output));
    return output;
  },
);
