import type { Report } from '../report';

/** Writes reports in one format. It does not choose what a report contains. */
export interface Renderer {
  readonly name: string;
  /** Extension of the files that it writes, with its dot; absent if it writes to the terminal. */
  readonly ending?: `.${string}`;
  /**
   * A pure function: the same report gives the same text. Every cell appears, and no text of a report is read as markup
   * that would move a cell; control characters are escaped by `printable`. The text ends with one newline if the
   * renderer writes files, and without one if it writes to the terminal.
   */
  render(report: Report): string;
}
