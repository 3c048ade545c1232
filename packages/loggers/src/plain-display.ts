import type { Display, TextStream } from './display';
import { plainProgressLine } from './progress-line';

/** Lines only: no escape codes, no carriage returns, and few enough to read as a file. */
export function plainDisplay(stream: TextStream): Display {
  return {
    interval: 15_000,
    progress: (view) => void stream.write(`${plainProgressLine(view)}\n`),
    print: (lines) => void stream.write(lines.map((line) => `${line}\n`).join('')),
    clear() {},
  };
}
