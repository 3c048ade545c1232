import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Time between two looks, in milliseconds. */
const pause = 300;

/**
 * Starts `exmodel retry FOLDER` as a process of its own, which goes on when this one ends, and waits until the job has begun.
 *
 * @param script the command's
 * @returns the first line of what it complained of, if it ended without success before the job began
 */
export async function retryBeside(
  script: string,
  folder: string,
  hasBegun: () => Promise<boolean>,
): Promise<string | undefined> {
  // In a file: a pipe would break when this process ends.
  const place = mkdtempSync(join(tmpdir(), 'exmodel-retry-'));
  const errors = join(place, 'stderr');
  const descriptor = openSync(errors, 'w');
  try {
    let end: number | Error | undefined;
    const child = spawn(process.execPath, [script, 'retry', folder], {
      detached: true,
      stdio: ['ignore', 'ignore', descriptor],
    });
    child.on('error', (error) => {
      end = error;
    });
    child.on('exit', (code) => {
      end = code ?? 1;
    });
    child.unref();
    while (end === undefined && !(await hasBegun())) await setTimeout(pause);
    if (end === undefined || end === 0) return undefined;
    if (end instanceof Error) return end.message;
    const [line = ''] = readFileSync(errors, 'utf8').split('\n');
    return line === '' ? 'exmodel retry ended with an error' : line;
  } finally {
    closeSync(descriptor);
    rmSync(place, { recursive: true, force: true });
  }
}
