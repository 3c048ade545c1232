export { type Architecture, chain, type PretrainedWeights } from './architectures/architecture';
export { canonicalModelName, modelAliases, modelNames, registerArchitecture } from './architectures/registry';
export { TakenModelNameError } from './architectures/taken-model-name-error';
export { UnknownModelError } from './architectures/unknown-model-error';
export { createModel } from './create-model';
export {
  type ArchitectureGuess,
  guessArchitectures,
  type NearArchitecture,
  nearestArchitecture,
} from './guess-architectures';
export { TorchBatchNormalization } from './layers/batch-norm/torch-batch-normalization';
export { MultiHeadClassifier } from './layers/multi-head-classifier';
export { Relu6 } from './layers/relu6';
export { SeededDropout } from './layers/seeded-dropout';
export { TorchConv2d } from './layers/torch-conv2d';
export { TorchDepthwiseConv2d } from './layers/torch-depthwise-conv2d';
export { TorchMaxPool2d } from './layers/torch-max-pool2d';
export { loadPretrained } from './load-pretrained';
export { type ModelInfo, modelInfo } from './model-info';
export type { ModelOptions } from './model-options';
export { ModelOptionsError } from './model-options-error';
export { type NamedArchitecture, type OwnNames, toArchitectureNames, toOwnNames } from './own-names';
export {
  type ByteSource,
  openSafetensors,
  type SafetensorsFile,
  type TensorInfo,
} from './safetensors/open-safetensors';
export { readSafetensors, type Safetensors } from './safetensors/read-safetensors';
export { SafetensorsError } from './safetensors/safetensors-error';
export { readTypedTensors, type TensorValues, type TypedTensor } from './safetensors/typed-tensors';
export { writeSafetensors } from './safetensors/write-safetensors';
export { loadStateDict } from './state-dict/load-state-dict';
export { notFinite } from './state-dict/not-finite';
export { stateDict } from './state-dict/state-dict';
export { type MisshapenTensor, StateDictError } from './state-dict/state-dict-error';
export type { StateDict, StateTensor } from './state-dict/state-tensor';
