import { formatDuration } from '@exmodel/loggers';
import { percent } from './percent';
import type { Cell, Quantity } from './report';
import { signedPoints } from './signed-points';

/** A cell as people read it, in plain text without any escapes: `93.4 ± 1.2`, `+8.0 (2 of 3 seeds)`, `1:05`, `–`. */
export function cellText(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  if ('each' in cell) return cell.each.map(cellText).join(' ');
  if ('from' in cell) return `${cellText(cell.from)} – ${cellText(cell.to)}`;
  const interval = cell.interval === undefined ? '' : ` ± ${percent(cell.interval)}`;
  const note = cell.note === undefined ? '' : ` (${cell.note})`;
  return `${valueText(cell)}${interval}${note}`;
}

function valueText({ value, unit }: Quantity): string {
  switch (unit) {
    case 'share':
      return percent(value);
    case 'difference':
      return signedPoints(100 * value);
    case 'seconds':
      return formatDuration(1000 * value);
    case 'count':
      return String(value);
    default:
      return unit satisfies never;
  }
}
