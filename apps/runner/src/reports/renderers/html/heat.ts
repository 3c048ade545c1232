import { cellText } from '../../cell-text';
import { isQuantity } from '../../quantities';
import type { Cell, Table } from '../../report';
import { heatLevels } from './palette';
import { type Figure, fitted, label, px } from './svg';

/** How strongly each cell of a row is coloured, 0 … {@link heatLevels}: a share by its value, a count by its share of the row; undefined for others. */
export function levelsOfRow(cells: readonly Cell[]): (number | undefined)[] {
  const counts = cells.map((cell) => (isQuantity(cell, 'count') ? cell.value : 0));
  const sum = counts.reduce((total, value) => total + value, 0) || 1;
  return cells.map((cell) => {
    if (!isQuantity(cell, 'share') && !isQuantity(cell, 'count')) return undefined;
    return Math.round(heatLevels * (cell.unit === 'share' ? cell.value : cell.value / sum));
  });
}

const [leastWidth, rowHeight, gap] = [44, 26, 2];
/** Of the names of rows, in pixels. */
const mostName = 120;

/** Coloured cells with their numbers, as pages show them in a table. */
export function heat({ columns, rows, caption = '' }: Table): Figure {
  const [corner = '', ...headings] = columns.map(({ heading }) => heading);
  const names = rows.map(([name = null]) => cellText(name));
  const lengthOf = (texts: readonly string[]) => 8 * Math.max(0, ...texts.map(({ length }) => length));
  const left = Math.min(mostName, lengthOf([corner, ...names])) + 10;
  const cellWidth = Math.max(leastWidth, 6 + lengthOf(rows.flatMap((row) => row.slice(1).map(cellText))));
  const middle = (i: number) => left + (i + 0.5) * cellWidth;
  const head = [
    label(fitted(corner, left), 0, 17, { kind: 'muted' }),
    ...headings.map((heading, i) =>
      label(fitted(heading, cellWidth), middle(i), 17, { anchor: 'middle', kind: 'muted' }),
    ),
  ];
  const body = rows.flatMap((row, k) => {
    const top = (k + 1) * rowHeight;
    const levels = levelsOfRow(row);
    const name = fitted(names[k] ?? '', left);
    return [
      label(name, left - 10, top + 17, { anchor: 'end', kind: 'muted' }),
      ...row.slice(1).map((cell, i) => {
        const level = levels[i + 1];
        const kind = level === undefined ? 'muted' : `i${level}`;
        const text = label(cellText(cell), middle(i), top + 17, { anchor: 'middle', kind });
        const [x, width, height] = [left + i * cellWidth + gap / 2, cellWidth - gap, rowHeight - gap];
        const rect = `<rect class="h${level}" x="${px(x)}" y="${top}" width="${width}" height="${height}" rx="3"/>`;
        return level === undefined ? text : `${rect}${text}`;
      }),
    ];
  });
  const draw = () => ({ height: (rows.length + 1) * rowHeight, content: [...head, ...body].join('') });
  const width = left + headings.length * cellWidth;
  return { caption: `Coloured cells: ${caption}`, widths: { small: width }, draw };
}
