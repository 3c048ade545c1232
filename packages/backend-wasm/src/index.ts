import { register } from './register';

register();

export { WasmBackend } from './backend/wasm-backend';
export { KernelInputError } from './kernels/kernel-input-error';
export { ONE_PASS_KERNELS, type OnePassAttributes, type OnePassKernelName } from './kernels/one-pass-kernels';
export { EngineStartError } from './memory/engine-start-error';
export { OutOfMemoryError } from './memory/out-of-memory-error';
export { prepareNative as prepareEngine } from './native/native';
export { getThreads, setThreads } from './set-threads';
export { WorkerLostError } from './threads/worker-lost-error';
