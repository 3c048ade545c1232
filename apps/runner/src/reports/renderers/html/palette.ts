/** The colours of a page, in sRGB as `#rrggbb`. palette.test.ts checks every contrast that a reader needs. */
export interface Palette {
  readonly background: string;
  /** Behind code and headings of tables. */
  readonly raised: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly link: string;
  /** Of lines and phases, in their order. */
  readonly series: readonly string[];
  /** Of heat maps, from 0 to 1. */
  readonly heat: readonly [none: string, all: string];
}

export const light: Palette = {
  background: '#ffffff',
  raised: '#f5f6f8',
  text: '#1a1d23',
  muted: '#5a6270',
  line: '#d9dde3',
  link: '#1d56b0',
  series: ['#1f5fbf', '#b4530a', '#177a4b', '#8a3fa8', '#b3243b', '#5b6472', '#0b7a8c', '#806500'],
  heat: ['#f3f6fc', '#17478f'],
};

export const dark: Palette = {
  background: '#14171c',
  raised: '#1d2129',
  text: '#e6e9ee',
  muted: '#a3acb9',
  line: '#363c47',
  link: '#8fb8ff',
  series: ['#7fb0ff', '#f0a35e', '#5fd39a', '#cf9bec', '#ff8a96', '#aab4c3', '#5cc9dc', '#dcc158'],
  heat: ['#1b212c', '#9cc2ff'],
};

/** The greatest level of a heat map; 0 is the least. */
export const heatLevels = 10;

/** Colour of a heat map's cell and of the text on it, black or white, whichever is read better. */
export function heatColours({ heat: [none, all] }: Palette, level: number): { fill: string; ink: string } {
  const fill = mixed(none, all, level / heatLevels);
  const ink = contrast('#000000', fill) > contrast('#ffffff', fill) ? '#000000' : '#ffffff';
  return { fill, ink };
}

/** The ratio of two colours' luminances, 1 … 21, as WCAG 2.2 defines contrast. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mixed(from: string, to: string, share: number): string {
  const end = channels(to);
  const values = channels(from).map((value, i) => Math.round(value + share * ((end[i] ?? 0) - value)));
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
