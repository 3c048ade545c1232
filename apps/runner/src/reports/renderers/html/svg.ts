import { escaped } from './escaped';

/** Widths in which a drawing is made: its text then has one size on a large page and on a phone. */
const widths = { wide: 640, narrow: 320 };

/** A drawing in both widths, of which the style shows one. What it shows is said by the table beside it. */
export function svgs(caption: string, draw: (width: number) => { height: number; content: string }): string {
  return Object.entries(widths)
    .map(([name, width]) => {
      const { height, content } = draw(width);
      return drawing(name, caption, [width, height], content);
    })
    .join('');
}

/** A drawing in one width. */
export function drawing(
  name: string,
  caption: string,
  [width, height]: readonly [width: number, height: number],
  content: string,
): string {
  return `<svg class="${name}" role="img" aria-label="${escaped(caption)}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
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

/** A label whose beginning, middle or end is at `x`. */
export function label(
  text: string,
  x: number,
  y: number,
  {
    anchor = 'start',
    muted = false,
  }: { readonly anchor?: 'start' | 'middle' | 'end'; readonly muted?: boolean } = {},
): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${muted ? ' class="muted"' : ''}>${escaped(text)}</text>`;
}
