import { backend_util } from '@tensorflow/tfjs-core';
import { callBase, type Kernel, kernel } from './kernel';

type Shape4D = [number, number, number, number];
type ConvolutionName = 'Conv2D' | 'FusedConv2D' | 'DepthwiseConv2dNative' | 'FusedDepthwiseConv2D';

interface ConvolutionAttrs {
  readonly strides: [number, number] | number;
  readonly dilations: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
}

/**
 * The convolution with the padding 'same' written out. XNNPACK, asked for 'same', underflows where the stride is
 * larger than the filter (a 1×1 convolution of stride 2), and computes zeros.
 */
export function explicitlyPadded(name: ConvolutionName): Kernel {
  return kernel<'x' | 'filter', ConvolutionAttrs>(name, ({ inputs, attrs, backend }) => {
    if (attrs.pad !== 'same') return callBase(name, backend, inputs, attrs);
    const { padInfo } = backend_util.computeConv2DInfo(
      inputs.x.shape as Shape4D,
      inputs.filter.shape as Shape4D,
      attrs.strides,
      attrs.dilations,
      'same',
      undefined,
      name === 'DepthwiseConv2dNative' || name === 'FusedDepthwiseConv2D',
    );
    const { top, bottom, left, right } = padInfo;
    const pad = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    return callBase(name, backend, inputs, { ...attrs, pad });
  });
}
