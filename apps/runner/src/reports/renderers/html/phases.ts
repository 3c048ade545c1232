import { cellText } from '../../cell-text';
import { isQuantity } from '../../quantities';
import type { Cell, Table } from '../../report';
import { type Figure, fitted, label, px, widths } from './svg';

const rowHeight = 46;
const thickness = 10;

/** A bar a row, of the durations in its columns, below a legend; the last column is their sum. */
export function phases({ columns, rows, caption = '' }: Table): Figure {
  const names = columns.slice(1, -1).map(({ heading }) => heading);
  const longest = Math.max(...rows.map((row) => amount(row.at(-1))), Number.MIN_VALUE);
  const draw = (width: number) => {
    const legend = legendOf(names, width);
    const content = rows.map(([name = null, ...cells], i) => {
      const top = legend.height + i * rowHeight;
      let from = 0;
      const parts = cells.slice(0, -1).map((cell, k) => {
        const length = (amount(cell) / longest) * width;
        const rect = `<rect class="f${k}" x="${px(from)}" y="${top + 27}" width="${px(length)}" height="${thickness}"/>`;
        from += length;
        return length === 0 ? '' : rect;
      });
      const total = cellText(cells.at(-1) ?? null);
      return [
        label(fitted(cellText(name), width - 12 - 8 * total.length), 0, top + 18),
        label(total, width, top + 18, { anchor: 'end' }),
        ...parts,
      ].join('');
    });
    return {
      height: legend.height + rows.length * rowHeight,
      content: `${legend.content}${content.join('')}`,
    };
  };
  return { caption: `Bars: ${caption}`, widths, draw };
}

/** The colour of each phase with its name, in as many lines as they need. */
function legendOf(names: readonly string[], width: number): { height: number; content: string } {
  let [x, line] = [0, 0];
  const keys = names.map((name, i) => {
    const text = fitted(name, width - 16);
    const length = 32 + 8 * text.length;
    if (x > 0 && x + length > width) [x, line] = [0, line + 1];
    const key = `<circle class="f${i}" cx="${x + 5}" cy="${8 + 20 * line}" r="5"/>${label(text, x + 16, 12.5 + 20 * line)}`;
    x += length;
    return key;
  });
  return { height: 20 * (line + 1), content: keys.join('') };
}

function amount(cell: Cell | undefined): number {
  return isQuantity(cell) ? Math.max(0, cell.value) : 0;
}
