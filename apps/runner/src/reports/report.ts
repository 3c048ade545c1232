/**
 * What a comparison, a series or a study has to show, free of any format: no escapes, no padding, and numbers that are
 * still numbers. A renderer (`renderers/`) turns it into the text of one format.
 */
export interface Report {
  /** Missing where the report stands below the output of a command. */
  readonly title?: string;
  readonly blocks: readonly Block[];
}

/** One part of a report; parts follow one another from top to bottom. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: Text }
  /** A command line, to be copied. */
  | { readonly kind: 'command'; readonly line: string }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | Table;

/** A sentence or more; with code in it, its pieces in their order. */
export type Text = string | readonly (string | { readonly code: string })[];

export interface Table {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** What stands in one place of a table. `null` is what was not measured. */
export type Cell =
  | string
  | Quantity
  | null
  /** Numbers beside one another, such as one for each experience. */
  | { readonly each: readonly (Quantity | null)[] }
  | { readonly from: Quantity; readonly to: Quantity };

/** A number apart from how it is written: `cellText` writes it for people, a format for programs takes `value`. */
export interface Quantity {
  readonly value: number;
  /**
   * `share` is 0 … 1, shown in percent; `difference` is that of two shares, shown in points with its sign; `seconds` are
   * shown as a duration.
   */
  readonly unit: 'share' | 'difference' | 'seconds' | 'count';
  /** Half the width of the 95 % confidence interval, in the same unit. */
  readonly interval?: number;
  /** What limits it: `2 of 3 seeds`. */
  readonly note?: string;
}
