import type { Table } from '../../report';
import { bars } from './bars';
import { lines, mostLines } from './lines';
import { phases } from './phases';
import { reliability } from './reliability';
import type { Figure } from './svg';

/** Bars that are still looked at one by one. */
const mostBars = 40;

/** The figure of a table's numbers, and of how many of its rows; undefined where it has none, or its cells are coloured themselves. */
export function figureOf(table: Table): { readonly figure: Figure; readonly drawn: number } | undefined {
  const first = (most: number) => ({ ...table, rows: table.rows.slice(0, most) });
  switch (table.drawing) {
    case undefined:
    case 'heat':
      return undefined;
    case 'bars':
      return { figure: bars(first(mostBars)), drawn: mostBars };
    case 'lines':
      return { figure: lines(first(mostLines)), drawn: mostLines };
    case 'phases':
      return { figure: phases(first(mostBars)), drawn: mostBars };
    case 'reliability':
      return { figure: reliability(table), drawn: table.rows.length };
    default:
      return table.drawing satisfies never;
  }
}
