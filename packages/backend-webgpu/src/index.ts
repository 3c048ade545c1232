export { BACKEND_NAME } from './backend/backend-name';
export { DeviceLostError } from './backend/device-lost-error';
export { GpuError } from './backend/gpu-error';
export { NoAdapterError } from './no-adapter-error';
export type { RepeatingBackend } from './repeat/repeat';
export { startWebGpu, type WebGpu, type WebGpuOptions } from './start-webgpu';
