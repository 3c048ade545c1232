import type { ProgressView } from './progress-line';

/** The part of a stream that the progress sink uses; `process.stderr` has it. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

/** Two ways to show a run on a stream: a terminal that can rewrite a line, or anything else. */
export interface Display {
  /** Least time in milliseconds between two progress lines of one phase. */
  readonly interval: number;
  progress(view: ProgressView): void;
  /** Lines that stay. */
  print(lines: readonly string[]): void;
  /** Removes the line of progress, if there is one. */
  clear(): void;
}
