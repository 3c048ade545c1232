export { KerasFileError } from './keras/keras-file-error';
export { LocationError } from './location/location-error';
export { shownLocation, withoutSecrets } from './location/without-secrets';
export type { HubOptions } from './places/hub/open-hub-file';
export type { LocationOptions } from './places/locate';
export type { TensorInfo } from './safetensors/open-safetensors';
export type { StateDict, StateTensor } from './state-dict/state-tensor';
export { openWeights, type WeightsFile, type WeightsFormat } from './weights/open-weights';
export { WeightsFormatError } from './weights/weights-format-error';
