import { expect, it, vi } from 'vitest';
import { NoAdapterError } from './no-adapter-error';
import { startWebGpu } from './start-webgpu';

const missing = () =>
  Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }));

const adapter = (info: object) => ({ requestAdapter: async () => ({ info }) });

it('says what to install where Node has no GPU', async () => {
  vi.stubGlobal('navigator', undefined);
  const start = startWebGpu({ dawn: missing });
  await expect(start).rejects.toBeInstanceOf(NoAdapterError);
  await expect(start).rejects.toThrow(
    'WebGPU cannot be used: the package webgpu is not installed. npm install webgpu',
  );
  const broken = startWebGpu({ dawn: () => Promise.reject(new Error('no binary for riscv64\nat x')) });
  await expect(broken).rejects.toThrow('the package webgpu does not load: no binary for riscv64.');
  vi.unstubAllGlobals();
});

it('says that no GPU was found, that it is imitated, or that TensorFlow.js’s backend is not installed', async () => {
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } });
  await expect(startWebGpu()).rejects.toThrow('no GPU was found. Expected one with a driver for Vulkan');
  vi.stubGlobal('navigator', { gpu: adapter({ description: 'llvmpipe (LLVM 15)', device: '' }) });
  await expect(startWebGpu({ software: false })).rejects.toThrow(
    'the only GPU, llvmpipe (LLVM 15), is imitated on the CPU.',
  );
  vi.stubGlobal('navigator', {
    gpu: adapter({ description: '', device: '', vendor: 'amd', architecture: 'rdna-3' }),
  });
  await expect(startWebGpu({ software: false, tfjs: missing })).rejects.toThrow(
    'the package @tensorflow/tfjs-backend-webgpu is not installed. npm install @tensorflow/tfjs-backend-webgpu@4.22.0',
  );
  vi.unstubAllGlobals();
});

it('puts the GPU into Node’s own navigator, whose fields are bound to it', async () => {
  class NodeNavigator {
    readonly #userAgent = 'Node.js/22';
    get userAgent(): string {
      return this.#userAgent;
    }
  }
  vi.stubGlobal('navigator', new NodeNavigator());
  const gpu = { requestAdapter: async () => null };
  await expect(startWebGpu({ dawn: async () => ({ create: () => gpu, globals: {} }) })).rejects.toThrow(
    'no GPU was found',
  );
  expect(navigator.userAgent).toBe('Node.js/22');
  expect(navigator.gpu).toBe(gpu);
  vi.unstubAllGlobals();
});
