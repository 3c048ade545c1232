import { cellText } from '../../cell-text';
import type { Cell, Table } from '../../report';
import { escaped } from './escaped';
import { figureOf } from './figure-of';
import { levelsOfRow } from './heat';
import { figureText } from './svg';

/** A table, with its figure if it has one. Beside bars the numbers are shown, beside others when asked for. */
export function tableText(table: Table): string {
  const { figure, drawn } = figureOf(table) ?? {};
  const numbers = scrolled(table, rows(table));
  if (figure === undefined || drawn === undefined) return numbers;
  const drawing = `${figureText(figure)}${drawnRows(table, drawn)}`;
  if (table.drawing === 'bars') return `<figure>${drawing}</figure>${numbers}`;
  const caption = escaped(table.caption ?? '');
  return `<figure><figcaption>${caption}</figcaption>${drawing}<details><summary>The numbers</summary>${numbers}</details></figure>`;
}

/** That not all rows are drawn, if so. */
function drawnRows({ rows: { length } }: Table, most: number): string {
  return length <= most ? '' : `<p>The first ${most} of ${length} rows are drawn.</p>`;
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
    const levels = levelsOfRow(cells);
    const texts = cells.map((cell, i) => {
      if (i === 0) return `<th scope="row"${side(i)}>${content(cell)}</th>`;
      return `<td${isHeat ? heatClass(levels[i]) : side(i)}>${content(cell)}</td>`;
    });
    return `<tr>${texts.join('')}</tr>`;
  });
  return (
    `<table${isHeat ? ' class="heat"' : ''}>${caption === undefined ? '' : `<caption>${escaped(caption)}</caption>`}` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
  );
}

function heatClass(level: number | undefined): string {
  return level === undefined ? '' : ` class="h${level}"`;
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
