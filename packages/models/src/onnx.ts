export { LocationError } from './location/location-error';
export type { OnnxWeights } from './onnx/file/write-model';
export { OnnxFileError } from './onnx/graph/onnx-file-error';
export { OnnxOperation } from './onnx/layers/onnx-operation';
export type { NewHead } from './onnx/new-head';
export { type OnnxFile, type OnnxModelOptions, openOnnx } from './onnx/open-onnx';
export type { HubOptions } from './places/hub/open-hub-file';
export type { LocationOptions } from './places/locate';
