import { register } from './register';

register();

export { WasmBackend } from './backend/wasm-backend';
export type { BatchNormTrainingAttrs } from './kernels/batch-norm-training';
export { KernelInputError } from './kernels/kernel-input-error';
export type { AdamUpdateAttrs, SgdUpdateAttrs } from './kernels/optimizer-updates';
export { OutOfMemoryError } from './memory/out-of-memory-error';
export { getThreads, setThreads } from './set-threads';
export { WorkerLostError } from './threads/worker-lost-error';
