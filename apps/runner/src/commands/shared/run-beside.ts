import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { begunMark } from './begun-mark';

/** Time between two looks, in milliseconds. */
const pause = 300;
/** Characters of a complaint that people read. */
const most = 2000;

/**
 * Starts a command that runs jobs as a process of its own, which goes on when this one ends, and waits until its jobs have begun.
 *
 * @param script the command's
 * @param parameters `retry FOLDER`
 * @returns what it complained of, if it ended without success before that
 */
export async function runBeside(script: string, parameters: readonly string[]): Promise<string | undefined> {
  // In files: a pipe would break when this process ends.
  const place = mkdtempSync(join(tmpdir(), 'exmodel-beside-'));
  const [printed, complained] = [join(place, 'stdout'), join(place, 'stderr')];
  const descriptors = [openSync(printed, 'w'), openSync(complained, 'w')];
  try {
    let end: number | Error | undefined;
    const child = spawn(process.execPath, [script, ...parameters], {
      detached: true,
      stdio: ['ignore', ...descriptors],
    });
    child.on('error', (error) => {
      end = error;
    });
    child.on('exit', (code) => {
      end = code ?? 1;
    });
    child.unref();
    const hasBegun = () => `\n${readFileSync(printed, 'utf8')}`.includes(`\n${begunMark}`);
    while (end === undefined && !hasBegun()) await setTimeout(pause);
    if (end === undefined || end === 0) return undefined;
    if (end instanceof Error) return end.message;
    const complaint = readFileSync(complained, 'utf8').trim().slice(0, most);
    return complaint === '' ? `exmodel ${parameters[0]} ended with an error` : complaint;
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
    rmSync(place, { recursive: true, force: true });
  }
}
