import { join } from 'node:path';
import type { LogText } from './api';
import { openInside } from './read-inside';

/** Bytes of a log for people that are shown at once. */
export const mostText = 64_000;

/** The lines of a job's `log.txt` before a place in it, by default its end; whole lines only, but where one is longer than all that is shown. */
export function logText(root: string, folder: string, before?: number): LogText {
  const file = openInside(root, join(folder, 'log.txt'));
  if (file === undefined) return { text: '', from: 0, to: 0 };
  try {
    const to = Math.min(before ?? file.size, file.size);
    const from = Math.max(0, to - mostText);
    const bytes = file.read(from, to);
    const whole = from === 0 ? 0 : bytes.indexOf('\n') + 1;
    return { text: bytes.toString('utf8', whole), from: from + whole, to };
  } finally {
    file.close();
  }
}
