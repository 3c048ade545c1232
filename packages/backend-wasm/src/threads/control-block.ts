/** Where the threads' common words are, in bytes from the start of the memory; below the binary's own data. */
export const CONTROL = {
  /** The job's generation (upper 20 bits) and its chunks not yet taken (lower 12). */
  state: 1024,
  /** Chunks done. */
  done: 1028,
  /** Workers asleep on `state`. */
  sleepers: 1032,
  /** Workers of another epoch end themselves. */
  epoch: 1040,
  /** Set by a worker whose kernel has thrown. */
  failed: 1044,
  /** The job: the kernel's number in KERNEL_NAMES, its arguments' count, items and items a chunk. */
  kernel: 1048,
  argumentCount: 1052,
  items: 1056,
  grain: 1060,
  /** The arguments, float64. */
  arguments: 1088,
  /** The address of each thread's scratch buffer (assembly/control.ts). */
  scratch: 1536,
  /** A word for each thread: 2 epoch + 1 while its worker starts, 2 epoch + 2 while it works, 0 once it has left, or UNSTARTED. */
  slots: 1792,
  /** Zeros, for tables of one entry. */
  zeros: 2048,
  /** Small tables that a call passes to its kernel. */
  table: 4096,
} as const;

/** In the slot of a thread whose worker could not be started. */
export const UNSTARTED = -1;

/** Threads that the scratch table has room for. */
export const MAXIMUM_THREADS = 64;

/** Bits of `state` that count chunks. */
export const CHUNK_BITS = 12;
export const MAXIMUM_CHUNKS = 2 ** CHUNK_BITS - 1;

/**
 * How long a waiting thread spins before it sleeps: as long as waking it would last, so that it loses at most twice the
 * least possible.
 */
export const SPIN_MS = 0.1;
/** Reads of the word between two of the clock: about 1 µs. */
export const LOADS = 256;
