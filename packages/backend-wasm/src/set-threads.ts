import { engine } from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';
import { BACKEND_NAME } from './kernels/define-kernel';

/**
 * Sets how many threads the backend uses, the caller included; at first, as many as there are cores. Where memory cannot
 * be shared (a page that is not cross-origin isolated) it stays one. Results do not depend on it.
 *
 * @param count a whole number, at least 1
 * @throws RangeError
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `setThreads was given ${count}. Expected a whole number, at least 1. Pass the cores to use.`,
    );
  }
  (engine().findBackend(BACKEND_NAME) as WasmBackend).threads.resize(count);
}

/** The threads in use, the caller included. */
export function getThreads(): number {
  return (engine().findBackend(BACKEND_NAME) as WasmBackend).threads.size;
}
