export { NumpyFileError } from './numpy/numpy-file-error';
export { readNpy } from './numpy/read-npy';
export { readNpz } from './numpy/read-npz';
export type { StateDict, StateTensor } from './state-dict/state-tensor';
