// Registers tfjs's cpu kernels, which this backend falls back on.
import '@tensorflow/tfjs-backend-cpu';
import { getKernelsForBackend, registerBackend, registerKernel } from '@tensorflow/tfjs-core';
import { WasmBackend } from './backend/wasm-backend';
import { registerGradients } from './gradients';
import { ALL_KERNELS } from './kernels/all-kernels';
import { BACKEND_NAME } from './kernels/define-kernel';

/** Above tfjs's own backends (webgl 2, wasm 2, cpu 1): a program that imports this package wants it. */
const PRIORITY = 3;

/** Registers the backend and its kernels, and tfjs's cpu kernels for the rest. */
export function register(): void {
  const own = new Set(ALL_KERNELS.map(({ kernelName }) => kernelName));
  for (const kernel of getKernelsForBackend('cpu')) {
    if (!own.has(kernel.kernelName)) registerKernel({ ...kernel, backendName: BACKEND_NAME });
  }
  for (const kernel of ALL_KERNELS) registerKernel(kernel);
  registerBackend(
    BACKEND_NAME,
    () => {
      // Only now: by the backend's first use, all of tfjs's gradients are registered.
      registerGradients();
      return new WasmBackend();
    },
    PRIORITY,
  );
}
