import '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-wasm';
import {
  copyRegisteredKernels,
  engine,
  findBackendFactory,
  getKernel,
  type KernelConfig,
  registerBackend,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from './backend-name';
import { kernels } from './kernels';

/** Above tfjs `wasm` (2), which cannot train; below the native and WebGPU backends (3). */
const PRIORITY = 2.5;

const BASE = 'wasm';

/** Registers the backend and its kernels with TensorFlow.js; a second call does nothing. */
export function registerExmodelWasm(): void {
  if (!registerBackend(BACKEND_NAME, sharedBackend, PRIORITY)) return;
  copyRegisteredKernels(BASE, BACKEND_NAME);
  for (const kernel of kernels) {
    const base: KernelConfig | undefined = getKernel(kernel.kernelName, BASE);
    if (base) unregisterKernel(kernel.kernelName, BACKEND_NAME);
    // The base's set-up stays: it binds the kernel that ours may call.
    registerKernel({ ...base, ...kernel, backendName: BACKEND_NAME });
  }
}

/**
 * The one BackendWasm of the process. The kernels of tfjs-backend-wasm hold their module in module-level
 * variables, so a second instance would rebind the first one's: both names must share.
 */
async function sharedBackend(): Promise<BackendWasm> {
  const { registry } = engine();
  const present = registry[BASE];
  if (present) return present as BackendWasm;
  const create = findBackendFactory(BASE);
  const backend = (await create()) as BackendWasm;
  registry[BASE] = backend;
  return backend;
}
