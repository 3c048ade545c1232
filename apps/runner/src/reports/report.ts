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
  /** Level 2, that of a section, by default. */
  | { readonly kind: 'heading'; readonly text: string; readonly level?: 2 | 3 }
  | { readonly kind: 'paragraph'; readonly text: Text }
  /** A command line to copy. */
  | { readonly kind: 'command'; readonly line: string }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | Image
  | Sheets
  /** Parts that may stand side by side. */
  | { readonly kind: 'group'; readonly blocks: readonly Block[] }
  | Table;

/** A picture from a file. */
export interface Image {
  readonly kind: 'image';
  readonly png: Uint8Array;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who do not see it, too. */
  readonly text: string;
  /** Path of the file, for formats that hold no pictures. */
  readonly path: string;
}

/** Parts of several pictures beside one another: a column for each sheet, a row for each part. */
export interface Sheets {
  readonly kind: 'sheets';
  readonly caption: string;
  /** Names of the rows. */
  readonly parts: readonly string[];
  readonly sheets: readonly Sheet[];
}

export interface Sheet {
  readonly name: string;
  readonly image: Image;
  /** Where each part lies: rectangles in pixels, which are shown below one another; none if the sheet lacks it. */
  readonly boxes: readonly (readonly Box[])[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A sentence or more; if it contains code, its pieces in order. */
export type Text = string | readonly (string | { readonly code: string })[];

export interface Table {
  readonly kind: 'table';
  /** What it shows; absent where the text above says it. */
  readonly caption?: string;
  /** How a format that can draw shows its numbers, too; the others leave it out. */
  readonly drawing?: Drawing;
  readonly columns: readonly Column[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * A drawing of a table's numbers, so that they are the same by construction. The first column names the rows.
 *
 * - `lines`: a line a row, from column to column; shares
 * - `bars`: a bar a row, for the first share of it, with its interval
 * - `phases`: a bar a row, of the durations in its columns; the last column is their sum
 * - `heat`: the cells themselves are coloured, a share by its value, a count by its share of the row
 * - `reliability`: a point a row, the shares in its first two columns being confidence and accuracy; the larger, the more the count in the third
 */
export type Drawing = 'lines' | 'bars' | 'phases' | 'heat' | 'reliability';

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
   * shown as a duration, a `number` with three digits, and a `probability` down to a thousandth.
   */
  readonly unit: 'share' | 'difference' | 'seconds' | 'count' | 'number' | 'probability' | 'bytes';
  /** Half the width of the 95 % confidence interval, in the same unit. */
  readonly interval?: number;
  /** A restriction: `2 of 3 seeds`. */
  readonly note?: string;
}
