import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { isoTime, timeOf } from './time-of';

const dates = fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true });
/** Some share a second. */
const close = fc.tuple(dates, fc.array(fc.integer({ min: -1500, max: 1500 }), { maxLength: 5 }));

test.prop([close])('a time as text is what Date makes of it, and is read back', ([first, steps]) => {
  for (const time of [first, ...steps.map((step) => first + step)]) {
    if (Math.abs(time) > 8.64e15) continue;
    const text = new Date(time).toISOString();
    expect(isoTime(time)).toBe(text);
    expect(timeOf({ time: text })).toBe(Date.parse(text));
  }
});

it('a time that is none is an error', () => {
  expect(() => isoTime(Number.NaN)).toThrow(RangeError);
});
