import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder holding `files` (relative path → content) that is removed after the running test. */
export async function temporaryFolder(files: Record<string, Uint8Array> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exmodel-benchmarks-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
