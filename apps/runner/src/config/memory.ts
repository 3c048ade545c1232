import { totalmem } from 'node:os';

/** How much memory there is, in bytes. */
export interface Memory {
  /** For this process: what the machine has, or the limit of its container. */
  readonly machine: number;
  /** What the backend can address, if that is less. */
  readonly backend?: number | undefined;
}

/** The memory of this machine. */
export function memoryHere(backend: number | undefined): Memory {
  // Without a limit it is 0, or a number beyond all memories.
  const limit = process.constrainedMemory();
  return { machine: limit > 0 ? Math.min(totalmem(), limit) : totalmem(), backend };
}
