/**
 * What a comparison, a series or a study shows, independent of any format: no escapes, no padding, and numbers that are
 * still numbers. A renderer (`renderers/`) turns it into the text of one format.
 */
export interface Report {
  /** Absent if the report ends the output of a command. */
  readonly title?: string;
  readonly blocks: readonly Block[];
}

/** One part of a report; parts follow one another from top to bottom. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: Text }
  /** A command line to copy. */
  | { readonly kind: 'command'; readonly line: string }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | Table;

/** A sentence or more; if it contains code, its pieces in order. */
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

/** The content of a table's cell; `null` if it was not measured. */
export type Cell =
  | string
  | Quantity
  | null
  /** Several numbers, such as one for each experience. */
  | { readonly each: readonly (Quantity | null)[] }
  | { readonly from: Quantity; readonly to: Quantity };

/** A number without its formatting: `cellText` formats it for people, a format for programs uses `value`. */
export interface Quantity {
  readonly value: number;
  /**
   * `share` is 0 … 1, shown in percent; `difference` is that of two shares, shown in points with its sign; `seconds` are
   * shown as a duration.
   */
  readonly unit: 'share' | 'difference' | 'seconds' | 'count';
  /** Half the width of the 95 % confidence interval, in the same unit. */
  readonly interval?: number;
  /** A restriction: `2 of 3 seeds`. */
  readonly note?: string;
}
