// The functions that TypeScript calls; one file a kernel family.
export { argMax } from './arg-max';
export {
  affineGradient,
  affineRows,
  combineMoments,
  gradientFactors,
  gradientMoments,
  moments,
  normFactors,
} from './batch-norm';
export { binary, binaryBroadcast, binaryRows, compare, select } from './binary';
export { columnsToImage } from './columns-to-image';
export { setThread } from './control';
export { convolve, filterGradient } from './convolution';
export { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { fill } from './fill';
export { gatherRows, segmentSum } from './gather';
export { matmulColumns, matmulRows } from './matmul';
export { adamUpdate, sgdUpdate } from './optimizer';
export { packPanels } from './packing';
export { avgPool, avgPoolGradient, maxPool, maxPoolGradient } from './pool';
export { reduce } from './reduce';
export { resizeBilinear, resizeBilinearGradient } from './resize';
export { samplePixels, samplePixelsGradient } from './sample';
export { softmax } from './softmax';
export { stridedCopy } from './strided-copy';
export { unary } from './unary';
export { winograd, winogradFilters } from './winograd';
export { winogradFilterGradient, winogradPairs, winogradProducts } from './winograd-filter-gradient';
