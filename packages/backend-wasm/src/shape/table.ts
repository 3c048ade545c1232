import type { WasmBackend } from '../backend/wasm-backend';
import { CONTROL } from '../threads/control-block';
import type { Dimension } from './collapse';

/** Writes the outer dimensions of a loop where its kernel reads them; returns the address. */
export function writeTable(backend: WasmBackend, dimensions: readonly Dimension[]): number {
  const words = new Int32Array(backend.native.memory.buffer, CONTROL.table, dimensions.length * 3);
  dimensions.forEach(({ size, a, b }, i) => {
    words[3 * i] = size;
    words[3 * i + 1] = a;
    words[3 * i + 2] = b;
  });
  return CONTROL.table;
}
