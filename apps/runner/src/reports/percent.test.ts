import { expect, it } from 'vitest';
import { percent } from './percent';

it.each([
  [0.934, '93.4'],
  [0.9999, '100.0'],
  [0, '0.0'],
  [-0.05, '-5.0'],
  [null, '–'],
  [undefined, '–'],
])('%s is %s percent', (share, text) => {
  expect(percent(share)).toBe(text);
});
