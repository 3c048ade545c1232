import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = { '': 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** No process needs less: a number below it lacks its unit. */
const leastBytes = 1e6;

/** An option’s size in bytes, 1 MB or more: `4GB`, `500 MB`, `1.5GB`, or a number of bytes. */
export function byteSize(value: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?(kB|MB|GB|TB)?$/i.exec(value) ?? [];
  const bytes = Math.round(Number(number) * (units[unit.toLowerCase()] ?? Number.NaN));
  if (bytes >= leastBytes) return bytes;
  throw new InvalidArgumentError('Expected a size of 1MB or more, with its unit, such as 4GB or 500MB.');
}
