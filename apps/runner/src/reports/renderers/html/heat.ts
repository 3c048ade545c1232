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

const cell = { width: 44, height: 26, gap: 2 };
/** Of the names of rows, in pixels. */
const mostName = 120;

/** Coloured cells with their numbers, as pages show them in a table. */
export function heat({ columns, rows, caption = '' }: Table): Figure {
  const names = [columns[0]?.heading ?? '', ...rows.map(([name = null]) => cellText(name))];
  const left = Math.min(mostName, 8 * Math.max(...names.map(({ length }) => length))) + 10;
  const middle = (i: number) => left + (i - 0.5) * cell.width;
  const width = left + (columns.length - 1) * cell.width;
  const head = names.slice(0, 1).map((name) => label(name, 0, 17, { kind: 'muted' }));
  const headings = columns
    .slice(1)
    .map(({ heading }, i) =>
      label(fitted(heading, cell.width), middle(i + 1), 17, { anchor: 'middle', kind: 'muted' }),
    );
  const body = rows.flatMap((row, k) => {
    const top = (k + 1) * cell.height;
    const levels = levelsOfRow(row);
    const name = label(fitted(names[k + 1] ?? '', left), left - 10, top + 17, {
      anchor: 'end',
      kind: 'muted',
    });
    const cells = row.slice(1).map((each, i) => {
      const level = levels[i + 1];
      const kind = level === undefined ? 'muted' : `i${level}`;
      const text = label(fitted(cellText(each), cell.width), middle(i + 1), top + 17, {
        anchor: 'middle',
        kind,
      });
      if (level === undefined) return text;
      const [x, height] = [left + i * cell.width + cell.gap / 2, cell.height - cell.gap];
      const rect = `<rect class="h${level}" x="${px(x)}" y="${top}" width="${cell.width - cell.gap}" height="${height}" rx="3"/>`;
      return `${rect}${text}`;
    });
    return [name, ...cells];
  });
  const content = [...head, ...headings, ...body].join('');
  const draw = () => ({ height: (rows.length + 1) * cell.height, content });
  return { caption: `Coloured cells: ${caption}`, widths: { small: width }, draw };
}
