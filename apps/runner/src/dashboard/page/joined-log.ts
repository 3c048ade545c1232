import type { LogText } from '../api';

/**
 * What is shown of a log, and the lines that were written since.
 *
 * @param next the end of the log as it is now
 * @returns `next` alone where it does not go on from what is shown: the log was written anew, or grew by more than the end that is read
 */
export function joinedLog(shown: LogText | undefined, next: LogText): LogText {
  const isSequel =
    shown !== undefined && shown.from < next.from && next.from <= shown.to && shown.to <= next.to;
  if (!isSequel) return next;
  const added = new TextEncoder().encode(next.text).subarray(shown.to - next.from);
  return { from: shown.from, to: next.to, text: shown.text + new TextDecoder().decode(added) };
}
