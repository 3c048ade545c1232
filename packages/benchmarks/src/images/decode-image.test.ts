import { crc32, deflateSync } from 'node:zlib';
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

it('refuses other files', () => {
  expect(() =>
    decodeImage(Uint8Array.of(71, 73, 70, 56, 57, 97), { path: 'a.png', remedy: 'Ask again.' }),
  ).toThrow(
    'Corrupt data file a.png: it has the first bytes 71 73 70 56, expected a JPEG or PNG image of at most 100 megapixels. Ask again.',
  );
});

it('takes the upper byte of 16 bits of grey, where Pillow clips', () => {
  const deep = encode({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0x1234, 0xfedc) });
  expect([...decodeImage(deep, { path: 'a.png' }).pixels]).toEqual([0x12, 0x12, 0x12, 0xfe, 0xfe, 0xfe]);
});

const named = (name: string) => bytesOf(golden.files.find((file) => file.name === name)?.base64 ?? '');

describe('pixels are counted before they are decoded', () => {
  it.each([
    ['rgb.png', 16],
    ['progressive.jpg', -1],
  ])('%s that says it is large', (name, at) => {
    const bytes = named(name);
    // A PNG's width and height are 32 bits each, from byte 16; a JPEG's 16 bits, after its frame's marker.
    const isPng = at > 0;
    const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const start = isPng ? at : frame.indexOf(Buffer.from([0xff, 0xc2])) + 5;
    frame.fill(0xf0, start, start + (isPng ? 8 : 4));
    if (isPng) frame.writeUInt32BE(crc32(frame.subarray(12, 29)), 29);
    expect(() => decodeImage(frame, { path: 'a' })).toThrow(
      isPng ? /4042322160 × 4042322160 pixels/ : /61680 × 61680 pixels.*at most 100 megapixels/,
    );
  });

  it('and none is none', () => {
    const empty = Buffer.from(named('rgb.png'));
    empty.writeUInt32BE(0, 20);
    empty.writeUInt32BE(crc32(empty.subarray(12, 29)), 29);
    expect(() => decodeImage(empty, { path: 'a' })).toThrow(/16 × 0 pixels/);
  });

  it('a PNG whose data are more than its header says is refused before they are unpacked', () => {
    const bomb = pngOf({ width: 2, height: 2 }, deflateSync(Buffer.alloc(1e8)));
    expect(bomb.length).toBeLessThan(200_000);
    expect(() => decodeImage(bomb, { path: 'a' })).toThrow(/data for more than 14 bytes/);
    const short = pngOf({ width: 2, height: 2 }, deflateSync(Buffer.alloc(13)));
    expect(() => decodeImage(short, { path: 'a' })).toThrow(/data for 13 of 14 bytes/);
  });
});

it('refuses a JPEG of 12 bits a sample, which would be decoded as noise', () => {
  const bytes = Buffer.from(named('baseline.jpg'));
  bytes[bytes.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 12;
  expect(() => decodeImage(bytes, { path: 'a' })).toThrow(/12 bits a sample/);
});

/** A PNG of RGB with any data. */
function pngOf({ width, height }: { width: number; height: number }, data: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
  const chunks = { IHDR: header, IDAT: data, IEND: Buffer.alloc(0) };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...Object.entries(chunks).flatMap(([type, body]) => {
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(body.length);
      sum.writeUInt32BE(crc32(Buffer.concat([Buffer.from(type), body])));
      return [length, Buffer.from(type), body, sum];
    }),
  ]);
}
