import { readFileSync } from 'node:fs';

/** A file of `fixtures/`, as plain bytes: a `Buffer` slices otherwise. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
}
