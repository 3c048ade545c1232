import type { Native } from '../native/native';
import type { ThreadPool } from './thread-pool';

/** What a computation on addresses needs from the backend: threads, and memory beside its operands. */
export interface Workspace {
  readonly native: Native;
  readonly threads: ThreadPool;
  /** The address of uninitialised bytes, released when the kernel ends. */
  temporary(bytes: number): number;
  /** The address of at least `length` zeros (float32), for reading. */
  zeros(length: number): number;
  /** Sets `length` elements of 4 bytes to zero. */
  fillZeros(address: number, length: number): void;
}
