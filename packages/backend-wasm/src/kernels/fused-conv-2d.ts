import { FusedConv2D, type FusedConv2DAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { fusedActivation } from '../elementwise/activation';
import { unaryAt } from '../elementwise/unary';
import { allFloat, convolutionInfo } from './convolution-info';
import { defineKernel } from './define-kernel';

interface Inputs {
  x: TensorInfo;
  filter: TensorInfo;
  bias?: TensorInfo;
}

export const fusedConv2d = defineKernel<Inputs, FusedConv2DAttrs>(
  FusedConv2D,
  (backend, { x, filter, bias }, attrs) => {
    const info = convolutionInfo(x.shape, filter.shape, attrs);
    const activation = fusedActivation(attrs.activation, attrs.leakyreluAlpha);
    if (info === undefined || activation === undefined || !allFloat(x, filter)) return undefined;
    if (bias !== undefined && (!allFloat(bias) || util.sizeFromShape(bias.shape) !== info.outChannels))
      return undefined;
    const output = backend.output(info.outShape);
    const to = backend.address(output);
    const offset = bias === undefined ? backend.zeros(info.outChannels) : backend.address(bias);
    backend.convolver.forward(info, backend.address(x), backend.address(filter), offset, to);
    if (activation !== null)
      unaryAt(backend, activation.f, to, to, util.sizeFromShape(info.outShape), activation.p);
    return output;
  },
);
