import type { Display, TextStream } from './display';
import { type Colors, progressLine } from './progress-line';

const ERASE = '\r\u001b[K';
const DEFAULT_COLUMNS = 80;

/** One line that rewrites itself at the bottom of a terminal; lines that stay are printed above it. */
export function liveDisplay(stream: TextStream, colors: Colors): Display {
  let current = '';
  return {
    interval: 100,
    progress(view) {
      // One column stays free: a full line leaves the cursor where terminals disagree about what \r does.
      const columns = (stream.columns || DEFAULT_COLUMNS) - 1;
      current = progressLine(view, { columns, colors });
      stream.write(ERASE + current);
    },
    print(lines) {
      const erase = current === '' ? '' : ERASE;
      stream.write(erase + lines.map((line) => `${line}\n`).join('') + current);
    },
    clear() {
      if (current !== '') stream.write(ERASE);
      current = '';
    },
  };
}
