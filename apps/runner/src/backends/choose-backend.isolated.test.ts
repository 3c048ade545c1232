import { availableParallelism } from 'node:os';
import { getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { replaceFs } from '../../test/replace-fs';
import { BackendUnavailableError } from './backend-unavailable-error';
import { chooseBackend } from './choose-backend';

/** A machine on which neither native half was ever downloaded, whatever this one has. */
replaceFs(
  'existsSync',
  (original) => (path) => !/tfjs-node(-gpu)?[/\\]lib$/.test(String(path)) && original(path),
);

describe('chooseBackend', () => {
  it('uses the fastest that works, and says why nothing faster does', async () => {
    const { name, description } = await chooseBackend();
    expect(name).toBe('wasm');
    expect(description).toBe(
      `exmodel-wasm, threads: ${availableParallelism()} ` +
        '(tensorflow-gpu: its native library is not installed; tensorflow: its native library is not installed)',
    );
    expect(getBackend()).toBe('exmodel-wasm');
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
