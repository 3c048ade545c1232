import { engine } from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend/wasm-backend';
import { BACKEND_NAME } from './kernels/define-kernel';

/**
 * Sets how many threads the backend uses, the caller included; at first, as many as there are cores (in a container, no
 * more than its quota). Where none can be started beside the caller (a page that is not cross-origin isolated, a Node without
 * the permission) it stays one, and under a limit on address space (`ulimit -v`) it may be fewer than asked for; more than 64
 * are not used. Results do not depend on it.
 *
 * @param count a whole number, at least 1
 * @returns the threads in use from now on
 * @throws RangeError
 */
export function setThreads(count: number): number {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `setThreads was given ${count}. Expected a whole number, at least 1. Pass the cores to use.`,
    );
  }
  const { threads } = engine().findBackend(BACKEND_NAME) as WasmBackend;
  threads.resize(count);
  return threads.size;
}

/** The threads in use, the caller included. */
export function getThreads(): number {
  return (engine().findBackend(BACKEND_NAME) as WasmBackend).threads.size;
}
