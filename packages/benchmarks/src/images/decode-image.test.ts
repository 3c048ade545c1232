import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/images.json';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { decodeImage } from './decode-image';

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

describe.each(golden.files)('$name', ({ name, base64, width, height, pixels }) => {
  // JPEG leaves the rounding of its transform to the decoder.
  const tolerance = name.endsWith('.jpg') ? 6 : 0;

  it(`is decoded as Pillow does it, within ${tolerance} of 255`, () => {
    const image = decodeImage(bytesOf(base64), { path: name });
    expect([image.width, image.height, image.pixels.length]).toEqual([width, height, width * height * 3]);
    const differences = pixels.map((value, i) => Math.abs(value - (image.pixels[i] ?? Number.NaN)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
  });

  it.each([0, 10, 0.5, 0.9])('is refused when cut short at %s', (at) => {
    const whole = bytesOf(base64);
    const cut = whole.subarray(0, at < 1 ? Math.floor(whole.length * at) : at);
    expect(() => decodeImage(cut, { path: 'some/file' })).toThrow(CorruptFileError);
    expect(() => decodeImage(cut, { path: 'some/file' })).toThrow(/^Corrupt data file some\/file: /);
  });
});

it('refuses other files, and PNGs of 16 bits', () => {
  expect(() =>
    decodeImage(Uint8Array.of(71, 73, 70, 56, 57, 97), { path: 'a.png', remedy: 'Ask again.' }),
  ).toThrow(
    'Corrupt data file a.png: it has the first bytes 71 73 70 56, expected a JPEG or PNG image of 8 bits a channel. Ask again.',
  );
  const deep = encode({ width: 1, height: 1, channels: 3, depth: 16, data: Uint16Array.of(1, 2, 3) });
  expect(() => decodeImage(deep, { path: 'b.png' })).toThrow(
    /16 bits a channel\), expected a JPEG or PNG image of 8 bits/,
  );
});
