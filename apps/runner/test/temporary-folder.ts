import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that is removed after the running test; with `afterAll`, after its suite. */
export function temporaryFolder(afterwards: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-runner-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
