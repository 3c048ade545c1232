import { printable } from '@exmodel/loggers';
import { type TidyRow, tidyColumns } from './tidy-rows';

/** The first line of every such file, by which one is known. */
export const csvBeginning = `${tidyColumns.join()}\n`;
export const jsonBeginning = '[\n{"run":';

/** RFC 4180, with `\n`. A text that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvText(rows: readonly TidyRow[]): string {
  const line = (row: TidyRow) => tidyColumns.map((column) => field(row[column])).join();
  return csvBeginning + rows.map((row) => `${line(row)}\n`).join('');
}

/** An array with an object a line. */
export function jsonRows(rows: readonly TidyRow[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = printable(value).replace(/^(?=[=+\-@])/, "'");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
