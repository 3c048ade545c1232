import { rmSync } from 'node:fs';

/** Removes an unfinished file, or a lock; tries it once more if the disk refuses it. A failure is not reported: it is in nobody's way. */
export function discard(path: string): void {
  for (let tries = 0; tries < 2; tries++) {
    try {
      rmSync(path, { force: true });
      return;
    } catch {
      // It is not a folder, or cannot be written to.
    }
  }
}
