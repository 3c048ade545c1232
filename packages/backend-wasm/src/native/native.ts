import { Heap } from '../memory/heap';
import { BINARY } from './binary';
import type { KernelName } from './kernel-arguments';

const PAGE = 65_536;
/** The pages that the binary asks for (asconfig.json). */
const INITIAL_PAGES = 32;
/** WebAssembly's 32-bit addresses reach 4 GiB. */
const MAXIMUM_PAGES = 65_536;
/** The binary's own data starts at one page (asconfig.json) and is small; tensors start here. */
const HEAP_BASE = 2 * PAGE;

type NativeKernels = Record<KernelName, (...args: number[]) => void>;

/** The compiled kernels on one memory. */
export interface Native {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly kernels: NativeKernels;
  readonly heap: Heap;
}

let compiled: WebAssembly.Module | undefined;
/** Memories that a disposed backend gave back: they reserve address space, so they are used again. */
const idle: Native[] = [];

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The largest memory that the host grants. */
function reserve(): { memory: WebAssembly.Memory; pages: number } {
  for (let pages = MAXIMUM_PAGES; ; pages /= 2) {
    try {
      return {
        memory: new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: pages, shared: true }),
        pages,
      };
    } catch (error) {
      if (pages <= MAXIMUM_PAGES / 16) throw error;
    }
  }
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): NativeKernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as NativeKernels;
}

export function acquireNative(): Native {
  const returned = idle.pop();
  if (returned !== undefined) return returned;
  compiled ??= new WebAssembly.Module(decode(BINARY));
  const { memory, pages } = reserve();
  return {
    module: compiled,
    memory,
    kernels: instantiate(compiled, memory),
    heap: new Heap(memory, HEAP_BASE, pages * PAGE),
  };
}

/** Takes back what no thread uses any more. */
export function releaseNative(native: Native): void {
  native.heap.reset();
  idle.push(native);
}
