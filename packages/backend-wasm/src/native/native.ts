import { Heap } from '../memory/heap';
import { reserveMemory } from '../memory/reserve-memory';
import { BINARY } from './binary';
import type { KernelName } from './kernel-arguments';

const PAGE = 65_536;
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

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): NativeKernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as NativeKernels;
}

/** @throws EngineStartError */
export function acquireNative(): Native {
  return idle.pop() ?? newNative();
}

/**
 * Makes the first one, for whoever acquires it. TensorFlow.js keeps to itself why a backend does not start, and prints its stack.
 *
 * @throws EngineStartError
 */
export function prepareNative(): void {
  if (compiled === undefined) idle.push(newNative());
}

function newNative(): Native {
  const { memory, limit } = reserveMemory();
  compiled ??= new WebAssembly.Module(decode(BINARY));
  return {
    module: compiled,
    memory,
    kernels: instantiate(compiled, memory),
    heap: new Heap(memory, HEAP_BASE, limit),
  };
}

/** Takes back what no thread uses any more. */
export function releaseNative(native: Native): void {
  native.heap.reset();
  idle.push(native);
}
