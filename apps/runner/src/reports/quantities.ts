import { type MeanAndInterval, meanAndInterval } from '@exmodel/metrics';
import type { Cell, Quantity } from './report';

/** A share of test images, 0 … 1; `null` if it was not measured. */
export function share(value: number | null | undefined): Quantity | null {
  return value === null || value === undefined ? null : { value, unit: 'share' };
}

/** The mean of shares with its 95 % interval; `null` if there are none. */
export function meanShare(shares: readonly number[]): Quantity | null {
  return shares.length === 0 ? null : withInterval(meanAndInterval(shares), 'share');
}

/** A mean with its 95 % interval, if there is one: single values have none. */
export function withInterval(
  { mean, interval }: MeanAndInterval,
  unit: Extract<Quantity['unit'], 'share' | 'difference' | 'number'>,
): Quantity {
  return { value: mean, unit, ...(interval !== undefined && { interval }) };
}

/** The same of numbers that are no shares. */
export function meanNumber(numbers: readonly number[]): Quantity | null {
  return numbers.length === 0 ? null : withInterval(meanAndInterval(numbers), 'number');
}

export function seconds(value: number): Quantity {
  return { value, unit: 'seconds' };
}

/** Whether a cell is one number, of that unit if one is given. */
export function isQuantity(cell: Cell | undefined, unit?: Quantity['unit']): cell is Quantity {
  if (typeof cell !== 'object' || cell === null || !('unit' in cell)) return false;
  return unit === undefined || cell.unit === unit;
}

export function count(value: number): Quantity {
  return { value, unit: 'count' };
}
