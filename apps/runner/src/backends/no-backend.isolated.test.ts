import { expect, it, vi } from 'vitest';
import { BackendUnavailableError } from './backend-unavailable-error';
import { chooseBackend } from './choose-backend';
import { NoBackendError } from './no-backend-error';

vi.mock('./gpu-packages', () => ({ gpuImport: () => undefined }));
vi.mock('./load-native', () => ({
  isNativeStarted: () => false,
  loadNative: async () => ({ state: 'unavailable', reason: 'it is not there' }),
}));

it('says of every backend why it does not work, and what helps', async () => {
  const { WebAssembly } = globalThis;
  vi.stubGlobal('WebAssembly', undefined); // as under node --jitless
  try {
    const none = chooseBackend();
    await expect(none).rejects.toBeInstanceOf(NoBackendError);
    await expect(none).rejects.toThrow(
      'no TensorFlow.js backend works here. tensorflow-gpu: it is not there. ' +
        'webgpu: its packages are not installed. If this machine has a GPU: exmodel setup-gpu. tensorflow: it is not there. ' +
        'wasm: it is made of WebAssembly, which is switched off here. Run Node without --jitless',
    );
    const forced = chooseBackend('wasm');
    await expect(forced).rejects.toBeInstanceOf(BackendUnavailableError);
    await expect(forced).rejects.toThrow(
      /"wasm" was given and cannot be used: it is made of .* without --jitless/,
    );
  } finally {
    vi.stubGlobal('WebAssembly', WebAssembly);
  }
  // What has failed once can work later.
  expect(await chooseBackend('wasm', 1)).toMatchObject({ name: 'wasm', threads: 1 });
});
