import { addressSpace } from '../host/address-space';
import { EngineStartError } from './engine-start-error';

const PAGE = 65_536;
/** The pages that the binary asks for (asconfig.json). */
const INITIAL_PAGES = 32;
/** WebAssembly's 32-bit addresses reach 4 GiB. */
const MAXIMUM_PAGES = 65_536;
/** 64 MiB: with less, no training would get far. */
const LEAST_PAGES = 1024;
/** Address space that JavaScript and the threads need beside the memory: without it, V8 ends the process. */
const REST = 2 ** 30;

/** A memory, and the bytes that it may grow to. */
export interface ReservedMemory {
  readonly memory: WebAssembly.Memory;
  readonly limit: number;
}

/**
 * A shared memory of 2 MiB that grows on demand. The host reserves address space for all that it may become, so under a limit
 * (`ulimit -v`) that is no more than half of what is left.
 *
 * @throws EngineStartError
 */
export function reserveMemory(): ReservedMemory {
  if (typeof WebAssembly === 'undefined') throw EngineStartError.withoutWebAssembly();
  const { used, limit } = addressSpace();
  const room = Math.floor((limit - used) / 2 / PAGE);
  for (let pages = Math.min(MAXIMUM_PAGES, room); pages >= LEAST_PAGES; pages = Math.floor(pages / 2)) {
    const memory = tryMemory(pages);
    if (memory === undefined) continue;
    if (spaceLeft() < REST / 2) break;
    return { memory, limit: pages * PAGE };
  }
  throw EngineStartError.withoutMemory({ used, limit }, REST);
}

function tryMemory(maximum: number): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared: true });
  } catch {
    return undefined;
  }
}

function spaceLeft(): number {
  const { used, limit } = addressSpace();
  return limit - used;
}
