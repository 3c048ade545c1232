import { expect, it } from 'vitest';
import { oneHotRows } from './labels';

it('one row a label, 1 at the label', () => {
  expect([...oneHotRows(Int32Array.of(2, 0), 3)]).toEqual([0, 0, 1, 1, 0, 0]);
});

it.each([-1, 3])('label %i is not one of 3 outputs', (label) => {
  expect(() => oneHotRows(Int32Array.of(0, label), 3)).toThrow(`label ${label}`);
});
