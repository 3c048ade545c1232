import { UnwritableDataError } from '../errors/unwritable-data-error';
import { DISK_ERRORS, hasCode } from './has-code';

/** A folder that is missing, or cannot be made, is refused with ENOENT. */
const REFUSALS = [...DISK_ERRORS, 'EIO', 'ENOTDIR', 'EEXIST', 'ENOENT'];

/**
 * Does work that writes below `path`.
 *
 * @throws UnwritableDataError in place of what the operating system threw because of the disk.
 */
export async function orUnwritable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const refusal = [error, cause].find(isOfDisk);
    if (refusal === undefined) throw error;
    throw new UnwritableDataError({ path, reason: refusal.message }, { cause: error });
  }
}

/** Networks refuse with some of the same codes, when they connect. */
function isOfDisk(error: unknown): error is Error {
  return (
    hasCode(error, REFUSALS) && !(error instanceof Error && 'syscall' in error && error.syscall === 'connect')
  );
}
