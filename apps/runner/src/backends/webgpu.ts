import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend';
import { mayHaveGpu } from './gpu-device';
import { gpuImport } from './gpu-packages';

/** `@exmodel/backend-webgpu`: any GPU with a driver for Vulkan, Metal or Direct3D 12. Its packages are installed by `exmodel setup-gpu`. */
export const webgpu = {
  name: 'webgpu',
  trainingVersion: 1,
  async load(threads = availableParallelism(), isNamed) {
    const [dawn, tfjs] = [gpuImport('webgpu'), gpuImport('@tensorflow/tfjs-backend-webgpu')];
    if (dawn === undefined || tfjs === undefined) {
      return {
        state: 'unavailable',
        reason: 'its packages are not installed',
        remedy: 'If this machine has a GPU: exmodel setup-gpu.',
        ...(!mayHaveGpu() && { unneeded: true }),
      };
    }
    // Without a GPU, drivers fill the terminal with warnings.
    if (!isNamed && !mayHaveGpu())
      return { state: 'unavailable', reason: 'this machine shows no GPU', unneeded: true };
    const { BACKEND_NAME, NoAdapterError, startWebGpu } = await import('@exmodel/backend-webgpu');
    try {
      const { adapter, software } = await startWebGpu({ dawn, tfjs, software: isNamed });
      await tf.setBackend(BACKEND_NAME);
      return {
        state: 'loaded',
        description: `WebGPU on ${adapter}${software ? ', which the CPU imitates' : ''}`,
        threads,
      };
    } catch (error) {
      if (error instanceof NoAdapterError) {
        const { reason, remedy } = error;
        return { state: 'unavailable', reason, ...(remedy === undefined ? {} : { remedy }) };
      }
      const [line = 'it does not start'] = String(error).split('\n');
      return { state: 'unavailable', reason: line.replace(/\.$/, '') };
    }
  },
} as const satisfies Backend;
