export { PytorchFileError, type PytorchFileFacts } from './pytorch/errors/pytorch-file-error';
export { type PytorchCheckpoint, readPytorch, readPytorchTensor } from './pytorch/read-pytorch';
export { writePytorch } from './pytorch/write-pytorch';
export type { StateDict, StateTensor } from './state-dict/state-tensor';
