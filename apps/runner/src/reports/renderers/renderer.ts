import type { Report } from '../report';

/** Writes reports in one format. Choosing what a report holds is not its business. */
export interface Renderer {
  readonly name: string;
  /** Ending of the files that it writes, with its dot; none where it writes to the terminal. */
  readonly ending?: `.${string}`;
  /**
   * A pure function: the same report gives the same text. Every cell appears, and no text of a report is taken for markup
   * that would move a cell; control characters are replaced by `printable`. The text ends with one newline where the
   * renderer writes files, and without one where it writes to the terminal.
   */
  render(report: Report): string;
}
