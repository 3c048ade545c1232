import { escaped } from './escaped';

/** A drawing of a table's numbers. */
export interface Figure {
  /** What it shows, for those who do not see it. */
  readonly caption: string;
  /** Widths in pixels in which a page has it, of which its style shows one: text then has one size on a large page and on a phone. */
  readonly widths: { readonly wide: number; readonly narrow: number } | { readonly small: number };
  /** Its elements in SVG. */
  draw(width: number): { readonly height: number; readonly content: string };
}

export const widths = { wide: 640, narrow: 320 };

/** A figure in a page, which has its numbers as a table, too. */
export function figureText({ caption, widths, draw }: Figure): string {
  return Object.entries(widths)
    .map(([name, width]) => {
      const { height, content } = draw(width);
      const text = escaped(`${caption}; the table below has the numbers`);
      return `<svg class="${name}" role="img" aria-label="${text}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
    })
    .join('');
}

/** A number of a drawing, to a tenth of a pixel. */
export function px(value: number): string {
  return String(Math.round(10 * value) / 10);
}

/** As much of a text as fits into `width` pixels in most fonts: its end, which tells `x/replay_ed` from `x/joint`. */
export function fitted(text: string, width: number): string {
  const most = Math.max(4, Math.floor(width / 8));
  return text.length <= most ? text : `…${text.slice(1 - most)}`;
}

/**
 * A label whose beginning, middle or end is at `x`.
 *
 * @param kind its class in the style: `muted`
 */
export function label(
  text: string,
  x: number,
  y: number,
  { anchor = 'start', kind }: { readonly anchor?: 'start' | 'middle' | 'end'; readonly kind?: string } = {},
): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${kind === undefined ? '' : ` class="${kind}"`}>${escaped(text)}</text>`;
}
