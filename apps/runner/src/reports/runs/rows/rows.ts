/** What programs group, filter and plot: one table of named columns. */
export interface Rows {
  readonly columns: readonly string[];
  /** A column that a row lacks is empty in it, as null is. */
  readonly rows: readonly Readonly<Record<string, RowValue>>[];
}

export type RowValue = string | number | boolean | null;
