import { expect, test } from 'vitest';
import { addressSpace, addressSpaceOf } from './address-space';

const status = 'VmPeak:\t 1090236 kB\nVmSize:\t 1024000 kB\n';

test.each([
  ['4096000000           unlimited           ', 4_096_000_000],
  ['unlimited            unlimited           ', Number.POSITIVE_INFINITY],
])('a limit of %s', (limits, limit) => {
  expect(
    addressSpaceOf(`Max cpu time  1  2  seconds\nMax address space         ${limits} bytes\n`, status),
  ).toEqual({
    used: 1_048_576_000,
    limit,
  });
});

test('this process is within its limit', () => {
  const { used, limit } = addressSpace();
  expect(used).toBeGreaterThanOrEqual(0);
  expect(used).toBeLessThan(limit);
});
