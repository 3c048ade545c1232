import { cellText } from '../../cell-text';
import { isQuantity } from '../../quantities';
import type { Quantity, Table } from '../../report';
import { type Figure, fitted, label, px, widths } from './svg';

const rowHeight = 46;
const thickness = 10;
/** Where the interval of a bar near 100 % still has room. */
const margin = 6;

/** A bar a row for its first share, with its 95 % interval; the name and the number stand above it. */
export function bars({ columns, rows }: Table): Figure {
  const at = columns.findIndex((_, i) => rows.some((row) => isQuantity(row[i], 'share')));
  const what = columns[at]?.heading ?? '';
  const draw = (width: number) => {
    const scale = (value: number) => Math.min(1, Math.max(0, value)) * (width - margin);
    const content = rows.map((row, i) => {
      const [name = '', cell = null] = [cellText(row[0] ?? null), row[at]];
      const top = i * rowHeight;
      const middle = top + 27 + thickness / 2;
      const number = cellText(cell);
      return [
        label(fitted(name, width - 12 - 8 * number.length), 0, top + 18),
        label(number, width, top + 18, { anchor: 'end' }),
        `<rect class="track" x="0" y="${top + 27}" width="${width}" height="${thickness}" rx="3"/>`,
        ...(isQuantity(cell, 'share') ? [bar(cell, top + 27, middle, scale)] : []),
      ].join('');
    });
    return { height: rows.length * rowHeight, content: content.join('') };
  };
  return { caption: `Bars: ${what} of each row, with 95 % intervals`, widths, draw };
}

function bar(
  { value, interval }: Quantity,
  y: number,
  middle: number,
  scale: (value: number) => number,
): string {
  const rect = `<rect class="f0" x="0" y="${y}" width="${px(scale(value))}" height="${thickness}" rx="3"/>`;
  if (interval === undefined) return rect;
  const [from, to] = [scale(value - interval), scale(value + interval)];
  const [top, bottom] = [middle - 7, middle + 7];
  return `${rect}<path class="whisker" d="M${px(from)} ${top}V${bottom}M${px(to)} ${top}V${bottom}M${px(from)} ${middle}H${px(to)}"/>`;
}
