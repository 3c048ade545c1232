import { getThreads, prepareEngine } from '@exmodel/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';

/** Where the user wants it computed. `best`: on the GPU if there is one that no program imitates, else on the processor. */
export type EngineWish = 'best' | 'gpu' | 'cpu';

/**
 * Makes TensorFlow.js compute there. What a GPU needs is started only if the browser has WebGPU.
 *
 * @returns what computes, for the sentence "Computed on this machine, …"
 * @throws Error `gpu` was wished for, and there is none that can be used
 */
export async function useEngine(wish: EngineWish): Promise<string> {
  if (wish === 'cpu') return useProcessor();
  if (wish === 'gpu') {
    return useGpu({ software: true }).catch((error: Error) => {
      throw new Error(`${error.message} Choose “the processor” under “Compute on” in the settings.`);
    });
  }
  if (!('gpu' in navigator)) return `${await useProcessor()} (this browser has no WebGPU)`;
  try {
    return await useGpu({ software: false });
  } catch (error) {
    const { name, message } = error as Error;
    const why =
      name === 'NoAdapterError' ? 'WebGPU found no GPU that it can use' : `the GPU failed: ${message}`;
    return `${await useProcessor()} (${why})`;
  }
}

async function useProcessor(): Promise<string> {
  prepareEngine();
  await setBackend('exmodel-wasm');
  const threads = getThreads();
  return `on ${threads === 1 ? 'one thread' : `${threads} threads`} of the processor`;
}

async function useGpu({ software }: { readonly software: boolean }): Promise<string> {
  const { BACKEND_NAME, startWebGpu } = await import('@exmodel/backend-webgpu');
  const tfjs = () => import('@tensorflow/tfjs-backend-webgpu');
  const gpu = await startWebGpu({ tfjs, software });
  await setBackend(BACKEND_NAME);
  return `on the GPU ${gpu.adapter}${gpu.software ? ', which the processor imitates' : ''}`;
}
