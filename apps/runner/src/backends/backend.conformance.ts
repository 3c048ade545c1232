import { getBackend, square, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Backend } from './backend';

/** What every backend must do, whether this machine can run it or not. */
export function describeBackend(backend: Backend): void {
  describe(`the backend ${backend.name}`, () => {
    it('is current once it is loaded, computes and reports the threads it uses, or says why it is not', async () => {
      for (const threads of [1, 2, 1]) {
        const before = getBackend();
        const result = await backend.load(threads, true);
        if (result.state === 'unavailable') {
          // It continues "it cannot be used: " and is followed by a full stop.
          expect(result.reason).toMatch(/^[^\n]+[^.\n]$/);
          expect(getBackend()).toBe(before);
          continue;
        }
        expect(result).toMatchObject({ description: expect.stringMatching(/^[^\n]+$/) });
        expect(Number.isInteger(result.threads) && result.threads >= 1).toBe(true);
        expect([...(await square(tensor1d([1, 2])).data())]).toEqual([1, 4]);
      }
    });

    it('says which bits a training gives on it', () => {
      expect(Number.isInteger(backend.trainingVersion) && backend.trainingVersion >= 1).toBe(true);
    });
  });
}
