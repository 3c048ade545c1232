import { backend_util, type Conv2DAttrs } from '@tensorflow/tfjs-core';

type Geometry = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dilations' | 'dimRoundingMode'>;

/** The geometry of a convolution, or `undefined` for one that the fast kernels do not have: other layouts than NHWC. */
export function convolutionInfo(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: Geometry,
): backend_util.Conv2DInfo | undefined {
  if ((dataFormat as string) !== 'NHWC') return undefined;
  const info = backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    false,
    'channelsLast',
  );
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const empty = batchSize * inHeight * inWidth * inChannels * outHeight * outWidth * outChannels === 0;
  return empty || inChannels !== filterShape[2] ? undefined : info;
}

/** Whether every tensor is float32. */
export function allFloat(...tensors: { dtype: string }[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'float32');
}
