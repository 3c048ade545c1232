import type { Memory } from '../../../runner/src/config/memory';

const gigabyte = 2 ** 30;

/** What a page may count on: browsers say roughly how much memory there is, some not at all; the engine's addresses have 32 bits. */
export function memoryOfPage(): Memory {
  const { deviceMemory = 4 } = navigator as { readonly deviceMemory?: number };
  return { machine: deviceMemory * gigabyte, backend: 4 * gigabyte };
}
