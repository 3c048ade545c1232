import { cellText } from '../../cell-text';
import { isQuantity } from '../../quantities';
import type { Cell, Table } from '../../report';
import { bars } from './bars';
import { escaped } from './escaped';
import { lines, mostLines } from './lines';
import { heatLevels } from './palette';
import { phases } from './phases';
import { reliability } from './reliability';

/** A table, with its drawing if it has one. Beside lines and phases, the numbers are shown when asked for. */
export function tableText(table: Table): string {
  switch (table.drawing) {
    case undefined:
      return scrolled(table, rows(table));
    case 'heat':
      return scrolled(table, rows(table));
    case 'bars':
      return `<figure>${bars(firstRows(table, mostBars))}${drawnRows(table, mostBars)}</figure>${scrolled(table, rows(table))}`;
    case 'lines':
      return withNumbers(table, `${lines(table)}${drawnRows(table, mostLines)}`);
    case 'phases':
      return withNumbers(table, `${phases(firstRows(table, mostBars))}${drawnRows(table, mostBars)}`);
    case 'reliability':
      return withNumbers(table, reliability(table));
    default:
      return table.drawing satisfies never;
  }
}

/** Bars that are still looked at one by one. */
const mostBars = 40;

function firstRows(table: Table, count: number): Table {
  return { ...table, rows: table.rows.slice(0, count) };
}

/** That not all rows are drawn, if so. */
function drawnRows({ rows: { length } }: Table, most: number): string {
  return length <= most ? '' : `<p>The first ${most} of ${length} rows are drawn.</p>`;
}

function withNumbers(table: Table, drawing: string): string {
  const caption = escaped(table.caption ?? '');
  return `<figure><figcaption>${caption}</figcaption>${drawing}<details><summary>The numbers</summary>${scrolled(table, rows(table))}</details></figure>`;
}

/** A table that is wider than a phone scrolls by itself, with the keyboard, too. */
function scrolled({ caption, columns }: Table, content: string): string {
  const name = escaped(caption ?? columns.map(({ heading }) => heading).join(', '));
  return `<div class="scroll" role="group" tabindex="0" aria-label="${name}">${content}</div>`;
}

function rows({ caption, columns, rows, drawing }: Table): string {
  const isHeat = drawing === 'heat';
  const side = (i: number) => (columns[i]?.align === 'right' ? ' class="right"' : '');
  const head = columns.map(({ heading }, i) => `<th scope="col"${side(i)}>${escaped(heading)}</th>`);
  const body = rows.map((cells) => {
    const sum = cells.reduce(
      (total: number, cell) => total + (isQuantity(cell, 'count') ? cell.value : 0),
      0,
    );
    const texts = cells.map((cell, i) => {
      if (i === 0) return `<th scope="row"${side(i)}>${content(cell)}</th>`;
      return `<td${isHeat ? heatClass(cell, sum) : side(i)}>${content(cell)}</td>`;
    });
    return `<tr>${texts.join('')}</tr>`;
  });
  return (
    `<table${isHeat ? ' class="heat"' : ''}>${caption === undefined ? '' : `<caption>${escaped(caption)}</caption>`}` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
  );
}

function heatClass(cell: Cell, sum: number): string {
  const value = isQuantity(cell, 'share')
    ? cell.value
    : isQuantity(cell, 'count')
      ? cell.value / (sum || 1)
      : null;
  return value === null ? '' : ` class="h${Math.round(heatLevels * value)}"`;
}

/** What people read, and for programs the number as it is. */
function content(cell: Cell): string {
  if (cell === null || typeof cell === 'string') return escaped(cellText(cell));
  if ('each' in cell) return cell.each.map(content).join(' ');
  if ('from' in cell) return `${content(cell.from)} – ${content(cell.to)}`;
  const { note, ...quantity } = cell;
  const { interval: _, ...plain } = quantity;
  const value = `<data value="${cell.value}">${escaped(cellText(plain))}</data>`;
  const interval = escaped(cellText(quantity).slice(cellText(plain).length));
  return `${value}${interval}${note === undefined ? '' : ` <small>(${escaped(note)})</small>`}`;
}
