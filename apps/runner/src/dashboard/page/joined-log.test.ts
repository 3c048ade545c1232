import { expect, test } from 'vitest';
import { joinedLog } from './joined-log';

/** The part of a log between two lines, each of six bytes. */
const part = (from: number, to: number, letter = 'ä') => ({
  ...{ from: 6 * from, to: 6 * to },
  text: Array.from({ length: to - from }, (_, i) => `${letter}${String(from + i).padStart(3, '0')}\n`).join(
    '',
  ),
});

test('earlier lines stay, and none between them and the new ones is missing or twice', () => {
  expect(joinedLog(undefined, part(5, 9))).toEqual(part(5, 9));
  expect(joinedLog(part(0, 9), part(7, 12))).toEqual(part(0, 12));
  expect(joinedLog(part(0, 9), part(9, 12))).toEqual(part(0, 12));
  expect(joinedLog(part(0, 9), part(5, 9))).toEqual(part(0, 9));
});

test('a log that was written anew, or of which lines between were not read, is shown from its end', () => {
  expect(joinedLog(part(0, 9), part(0, 2, 'ö'))).toEqual(part(0, 2, 'ö'));
  expect(joinedLog(part(2, 9), part(0, 12, 'ö'))).toEqual(part(0, 12, 'ö'));
  expect(joinedLog(part(0, 9), part(10, 12))).toEqual(part(10, 12));
});
