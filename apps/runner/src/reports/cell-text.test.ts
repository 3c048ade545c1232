import { expect, it } from 'vitest';
import { cellText } from './cell-text';
import type { Cell, Quantity } from './report';

const share = (value: number): Quantity => ({ value, unit: 'share' });

it.each<[string, Cell, string]>([
  ['text, untouched', 'a | b\\', 'a | b\\'],
  ['nothing measured', null, '–'],
  ['a share, in percent', share(0.934), '93.4'],
  ['a share with its interval', { ...share(0.62), interval: 0.435 }, '62.0 ± 43.5'],
  ['a difference upwards, in points', { value: 0.08, unit: 'difference', interval: 0.066 }, '+8.0 ± 6.6'],
  [
    'a difference downwards, with what limits it',
    { value: -0.01, unit: 'difference', note: '1 of 3 seeds' },
    '−1.0 (1 of 3 seeds)',
  ],
  ['a duration', { value: 3725, unit: 'seconds' }, '1:02:05'],
  ['a count', { value: 7, unit: 'count' }, '7'],
  ['a number with its interval', { value: 0.61706, unit: 'number', interval: 0.01 }, '0.617 ± 0.01'],
  ['a large number', { value: 61_706, unit: 'number' }, '61.7 k'],
  ['a larger one', { value: 3.2e9, unit: 'number' }, '3.2 G'],
  ['a probability', { value: 0.0312, unit: 'probability' }, '0.031'],
  ['a small one', { value: 0.0004, unit: 'probability' }, '< 0.001'],
  ['bytes', { value: 3_120_000, unit: 'bytes' }, '3.1 MB'],
  ['a number for each experience', { each: [share(0.9), null, share(1)] }, '90.0 – 100.0'],
  ['no experiences', { each: [] }, ''],
  ['a range', { from: share(0.8), to: share(0.9) }, '80.0 – 90.0'],
])('%s', (_, cell, text) => {
  expect(cellText(cell)).toBe(text);
});
