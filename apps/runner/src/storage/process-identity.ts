import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

/** This machine since it was started and, for containers, the space in which process numbers count. */
export const machineHere = ownMachine();

function ownMachine(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Not Linux. The minute of the start may be rounded otherwise in another process, to which this is then another machine.
    return `${hostname()} ${Math.round(Date.now() / 60_000 - uptime() / 60)}`;
  }
}

/**
 * Tells a process from a later one with its number: when it started, in ticks since that of the machine, where the operating system tells.
 * Undefined if there is no process with this number.
 */
export function startOf(pid: number): string | undefined {
  const fields = statusOf(pid);
  if (fields !== undefined) return 'ZX'.includes(fields[0] ?? '') ? undefined : fields[19];
  return process.platform !== 'linux' && isThere(pid) ? 'unknown' : undefined;
}

/** Whether a process of this machine is known to be at work: it is there, and not stopped. */
export function isAtWork(pid: number): boolean {
  const [state = 'X'] = statusOf(pid) ?? [];
  return !'ZXTt'.includes(state);
}

/** What Linux tells of a process, from its state on; undefined if it is not there, or this is not Linux. */
function statusOf(pid: number): string[] | undefined {
  try {
    // Behind the name of its program, which may hold anything, also parentheses.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
  } catch {
    return undefined;
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
