import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { machineHere } from '../src/storage/process-identity';
import type { LockHolder } from '../src/storage/try-lock';

/** No process has such a number. */
const gone = 2 ** 30;

/** Leaves the lock of a process that died while it held that of `path`: on this machine, or on another one. */
export function leaveLock(path: string, where: 'here' | 'elsewhere' = 'here'): void {
  const machine = where === 'here' ? machineHere : 'another machine';
  const holder: LockHolder = { token: 'dead', host: hostname(), machine, pid: gone, started: '1' };
  writeFileSync(`${path}.lock`, `${JSON.stringify(holder)} 7\n`);
}
