import { closeSync, openSync, readSync } from 'node:fs';

/** The text of a file, or its first `most` bytes: a file may be huge, and a device has no end. */
export function readBeginning(path: string, most: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(most);
    let length = 0;
    for (let read = most; read > 0; length += read) read = readSync(file, bytes, length, most - length, null);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}
