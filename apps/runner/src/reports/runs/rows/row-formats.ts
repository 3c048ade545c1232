import { printable } from '@exmodel/loggers';
import type { ColumnSource } from 'hyparquet-writer';
import type { Rows, RowValue } from './rows';

/** A way to write rows. */
export interface RowFormat {
  content(rows: Rows): string | Promise<Uint8Array>;
  /** Whether a file with this content is one that this format wrote, whatever its rows are. */
  isOwn(content: Uint8Array): boolean;
}

/** What a Parquet file of ours says of its writer. */
const writer = 'rows of exmodel';
/** What every table begins with. */
const [csvBeginning, jsonBeginning] = ['run,series,scenario,strategy,seed,', '[\n{"run":'];

/** By name, which is the ending of its files. */
export const rowFormats = {
  csv: { content: csvText, isOwn: (content) => beginsWith(content, csvBeginning) },
  json: { content: jsonText, isOwn: (content) => beginsWith(content, jsonBeginning) },
  parquet: {
    content: parquetBytes,
    isOwn: (content) => beginsWith(content, 'PAR1') && Buffer.from(content).includes(writer),
  },
} satisfies Readonly<Record<string, RowFormat>>;

/** RFC 4180, with `\n`. A text that a spreadsheet would take for a formula begins with an apostrophe. */
function csvText({ columns, rows }: Rows): string {
  // The same names stand in thousands of rows.
  const texts = new Map<string, string>();
  const known = (value: RowValue) => {
    if (typeof value !== 'string') return field(value);
    const text = texts.get(value) ?? field(value);
    texts.set(value, text);
    return text;
  };
  let text = `${columns.map(field).join()}\n`;
  for (const row of rows) text += `${columns.map((column) => known(row[column] ?? null)).join()}\n`;
  return text;
}

/** An array with an object a line. */
function jsonText({ rows }: Rows): string {
  return `[\n${Array.from(rows, (row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

async function parquetBytes({ columns, rows }: Rows): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const values = columns.map((): RowValue[] => []);
  for (const row of rows) for (const [i, name] of columns.entries()) values[i]?.push(row[name] ?? null);
  const columnData = columns.map((name, i) => columnOf(name, values[i] ?? []));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: writer }));
}

/** Columns that hold whole numbers in every table. */
const whole = ['seed', 'after', 'experience', 'class'];

/** Of one type, also where it is empty; values of different types are text. */
function columnOf(name: string, values: readonly RowValue[]): ColumnSource {
  const known = values.filter((value) => value !== null);
  const all = (test: (value: RowValue) => boolean) => known.length > 0 && known.every(test);
  const column = { name, data: [...values], nullable: true };
  if (whole.includes(name) && known.every((value) => value === (value as number) >> 0))
    return { ...column, type: 'INT32' };
  if (all((value) => typeof value === 'number')) return { ...column, type: 'DOUBLE' };
  if (all((value) => typeof value === 'boolean')) return { ...column, type: 'BOOLEAN' };
  const data = values.map((value) => (value === null ? null : String(value)));
  return { ...column, data, type: 'STRING' };
}

function field(value: RowValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = printable(value).replace(/^(?=[=+\-@])/, "'");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function beginsWith(content: Uint8Array, text: string): boolean {
  return Buffer.from(content.subarray(0, text.length)).toString() === text;
}
