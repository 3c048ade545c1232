import { formatDuration } from '@exmodel/loggers';
import { bytesText } from '../config/bytes-text';
import { percent } from './percent';
import type { Cell, Quantity } from './report';
import { signedPoints } from './signed-points';

/** A cell as people read it, in plain text without any escapes: `93.4 ± 1.2`, `+8.0 (2 of 3 seeds)`, `1:05`, `–`. */
export function cellText(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  if ('each' in cell) return cell.each.map(cellText).join(' ');
  if ('from' in cell) return `${cellText(cell.from)} – ${cellText(cell.to)}`;
  const interval = cell.interval === undefined ? '' : ` ± ${intervalText(cell.unit, cell.interval)}`;
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
    case 'number':
      return shortNumber(value);
    case 'probability':
      return value < 0.001 ? '< 0.001' : value.toFixed(3);
    case 'bytes':
      return bytesText(value);
    default:
      return unit satisfies never;
  }
}

function intervalText(unit: Quantity['unit'], interval: number): string {
  return unit === 'number' ? shortNumber(interval) : percent(interval);
}

/** Three digits: `0.0213`, `61.7 k`, `3.2 G`. */
function shortNumber(value: number): string {
  const suffixes = ['', ' k', ' M', ' G', ' T'];
  const power = Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3);
  const at = Math.min(suffixes.length - 1, power);
  return `${Number((value / 1000 ** at).toPrecision(3))}${suffixes[at]}`;
}
