const env = 'exmodel-webgpu {"WEBGPU_CPU_FORWARD":false}';
/** Specs of an op: all, or those whose names go on like this. */
const of = (op, name = '') => `${op} ${env} ${name}`;

const missing = 'tfjs has no such kernel for WebGPU';
const wrong = 'tfjs’s own kernel for WebGPU is wrong there';
const notANumber = 'WGSL leaves open whether NaN is kept';
const inexact = 'WGSL’s functions are less exact than the spec allows';
const another = 'not of this backend: a spec of timers, of canvases, or one that ends before its read does';

/** Specs that do not apply to this backend, each with the reason: `{ spec: part of the full name, reason }`. */
export const EXCLUDED = [
  ...[
    ...['sparseReshape', 'sparseFillEmptyRows', 'sparseSegmentSum', 'sparseSegmentMean', 'unique'],
    ...['raggedRange ', 'raggedTensorToTensor ', 'raggedGather ', 'bitwiseAnd'],
    ...['stringSplit', 'stringToHashBucketFast', 'staticRegexReplace'],
  ].map((op) => ({ spec: of(op), reason: missing })),
  ...[
    of('prod', 'gradients'),
    of('cumsum', 'gradient'),
    of('cumprod', '2D reverse exclusive'),
    of('threshold', 'method otsu'),
    of('threshold', 'default method binary'),
    of('gather', 'throws when index is out of bound'),
    of('nonMaxSuppression', 'NonMaxSuppressionPadded'),
  ].map((spec) => ({ spec, reason: wrong })),
  ...[
    ...['sigmoid', 'atanh', 'acosh', 'asinh'].map((op) => of(op, 'propagates NaNs')),
    of('softmax', 'Propagates NaNs'),
    of('log', 'log propagates NaNs'),
  ].map((spec) => ({ spec, reason: notANumber })),
  ...[of('tan'), of('cos', 'gradient'), of('exp', 'int32')].map((spec) => ({ spec, reason: inexact })),
  ...[of('time cpu'), of('fromPixels, mock canvas'), of('tensor.data')].map((spec) => ({
    spec,
    reason: another,
  })),
  {
    spec: of('conv2dTranspose', 'input=8x8x8,output=4x4x8'),
    reason: 'its input is larger than what a convolution of that size gives',
  },
];
