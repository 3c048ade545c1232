import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { idxBytes } from '../../test/idx-bytes';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { parseIdxImages, parseIdxLabels } from './idx';

const side = fc.integer({ min: 1, max: 5 });

test.prop([side, side, side, fc.infiniteStream(fc.integer({ min: 0, max: 255 }))])(
  'reads back the images that were written',
  (count, height, width, stream) => {
    const data = Uint8Array.from([...stream.take(count * height * width)]);
    const images = parseIdxImages(idxBytes([count, height, width], data), 'x');
    expect(images).toEqual({ count, height, width, pixels: data });
  },
);

test.prop([fc.uint8Array({ minLength: 1, max: 9 })])('reads back the labels that were written', (labels) => {
  expect(parseIdxLabels(idxBytes([labels.length], labels), 10, 'x')).toEqual(labels);
});

test.prop([fc.uint8Array({ maxLength: 64 })])('does not accept arbitrary bytes as images', (bytes) => {
  expect(() => parseIdxImages(bytes, 'x')).toThrow(CorruptFileError);
});

const whole = idxBytes([2, 3, 3], new Uint8Array(18));

it.each([
  ['an empty file', new Uint8Array(0)],
  ['half a header', whole.subarray(0, 10)],
  ['a missing last byte', whole.subarray(0, whole.length - 1)],
  ['a byte too many', Uint8Array.from([...whole, 0])],
  ['labels instead of images', idxBytes([18], new Uint8Array(18))],
  ['another value type', whole.with(2, 13)],
  ['a header that asks for 2^96 bytes', idxBytes([0xffffffff, 0xffffffff, 0xffffffff], [])],
  ['four billion images of no pixels', idxBytes([0xffffffff, 0, 28], [])],
])('refuses %s', (_, bytes) => {
  expect(() => parseIdxImages(bytes, 'some/file')).toThrow(CorruptFileError);
});

it('names the file, the first wrong label and its place', () => {
  expect(() => parseIdxLabels(idxBytes([3], [0, 9, 10]), 10, 'some/file')).toThrow(
    'Corrupt data file some/file: it has label 10 at 2, expected labels from 0 to 9. Delete the file and fetch it again.',
  );
});
