import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = { '': 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** An option's size in bytes: `4GB`, `500 MB`, `1.5GB`, or a number of bytes. */
export function byteSize(value: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?(kB|MB|GB|TB)?$/i.exec(value) ?? [];
  const bytes = Math.round(Number(number) * (units[unit.toLowerCase()] ?? Number.NaN));
  if (bytes >= 1) return bytes;
  throw new InvalidArgumentError('Expected a size, such as 4GB or 500MB.');
}
