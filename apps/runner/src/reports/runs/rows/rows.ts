/** What programs group, filter and plot: one table of named columns. Of thousands of runs it has a million rows. */
export interface Rows {
  readonly columns: readonly string[];
  /** A column that a row lacks is empty in it, as null is. */
  readonly rows: Iterable<Row>;
}

export type Row = Readonly<Record<string, RowValue>>;
export type RowValue = string | number | boolean | null;
