import { availableParallelism } from 'node:os';
import { getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { replaceFs } from '../../test/replace-fs';
import { BackendUnavailableError } from './backend-unavailable-error';
import { chooseBackend } from './choose-backend';
import { mayHaveGpu } from './gpu-device';

/** A machine on which nothing for a GPU, and no native half, was ever installed, whatever this one has. */
vi.mock('./gpu-packages', () => ({ gpuImport: () => undefined }));
vi.mock('./gpu-device', () => ({ mayHaveGpu: vi.fn() }));
replaceFs(
  'existsSync',
  (original) => (path) => !/tfjs-node(-gpu)?[/\\]lib$/.test(String(path)) && original(path),
);

describe('chooseBackend', () => {
  it('uses the fastest that works, and says nothing of what nobody needs', async () => {
    vi.mocked(mayHaveGpu).mockReturnValue(false);
    const { name, description } = await chooseBackend();
    expect(name).toBe('wasm');
    expect(description).toBe(`exmodel-wasm, threads: ${availableParallelism()}`);
    expect(getBackend()).toBe('exmodel-wasm');
  });

  it('says on a machine with a GPU that it could be used', async () => {
    vi.mocked(mayHaveGpu).mockReturnValue(true);
    const { description } = await chooseBackend();
    expect(description).toBe(
      `exmodel-wasm, threads: ${availableParallelism()} (webgpu: its packages are not installed)`,
    );
  });

  it('uses the named one, without reasons', async () => {
    const threads = availableParallelism();
    const description = `exmodel-wasm, threads: ${threads}`;
    expect(await chooseBackend('wasm')).toEqual({
      ...{ name: 'wasm', description, threads },
      memory: 2 ** 32,
    });
  });

  it('computes with the given number of threads', async () => {
    expect(await chooseBackend('wasm', 1)).toMatchObject({
      description: 'exmodel-wasm, threads: 1',
      threads: 1,
    });
  });

  it('says how to install what a GPU needs', async () => {
    await expect(chooseBackend('webgpu')).rejects.toThrow(
      'the backend "webgpu" was given and cannot be used: its packages are not installed. If this machine has a GPU: exmodel setup-gpu.',
    );
  });

  it.each(['tensorflow-gpu', 'tensorflow'] as const)(
    'refuses %s if it is named and not installed',
    async (name) => {
      const choice = chooseBackend(name);
      await expect(choice).rejects.toBeInstanceOf(BackendUnavailableError);
      await expect(choice).rejects.toThrow(
        `the backend "${name}" was given and cannot be used: its native library is not installed. ` +
          'Omit --backend to use the fastest one that works.',
      );
    },
  );
});
