import { cellText } from '../../cell-text';
import { isQuantity } from '../../quantities';
import type { Cell, Table } from '../../report';
import { escaped } from './escaped';
import { fitted, label, px, svgs } from './svg';

const rowHeight = 46;
const thickness = 10;

/** A bar a row, of the durations in its columns; the last column is their sum. The legend is text beside it. */
export function phases({ columns, rows, caption = '' }: Table): string {
  const names = columns.slice(1, -1).map(({ heading }) => heading);
  const longest = Math.max(...rows.map((row) => amount(row.at(-1))), Number.MIN_VALUE);
  const legend = names.map(
    (name, i) =>
      `<span class="key"><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="f${i}" width="10" height="10" rx="2"/></svg>${escaped(name)}</span>`,
  );
  const drawing = svgs(`Bars: ${caption}; the table below has the numbers`, (width) => {
    const content = rows.map(([name = null, ...cells], i) => {
      const top = i * rowHeight;
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
    return { height: rows.length * rowHeight, content: content.join('') };
  });
  return `<p class="legend">${legend.join(' ')}</p>${drawing}`;
}

function amount(cell: Cell | undefined): number {
  return isQuantity(cell) ? Math.max(0, cell.value) : 0;
}
