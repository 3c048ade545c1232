// What the threads share: the block of memory described in src/threads/control-block.ts.

/** Where the addresses of the threads' scratch buffers are. */
const SCRATCH_TABLE: usize = 1536;

let thread: usize = 0;

/** Sets which thread runs this instance: 0 is the caller, workers count from 1. */
export function setThread(index: i32): void {
  thread = <usize>index;
}

/** The scratch buffer of this thread. */
export function scratch(): usize {
  return <usize>load<u32>(SCRATCH_TABLE + thread * 4);
}
