import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paintImages, strokes } from '@exmodel/distill';
import { encode } from 'fast-png';
import golden from '../../../packages/benchmarks/test/fixtures/images.json';

const size = 28;

/** Puts pictures into a folder: so many PNG files, a JPEG, one that is damaged, and a file that is none. Returns their paths. */
export function makePictures(folder: string, count: number): string[] {
  mkdirSync(folder);
  const write = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const { pixels } = paintImages({
    ...{ recipe: [[strokes, 1]], shape: [size, size, 1], count, seed: 5 },
    normalization: { mean: [0], std: [1] },
  });
  const pictures = Array.from({ length: count }, (_, i) => {
    const data = Uint8Array.from(pixels.subarray(i * size ** 2, (i + 1) * size ** 2), (value) => 255 * value);
    return write(`${i}.png`, encode({ width: size, height: size, channels: 1, data }));
  });
  const jpeg = golden.files.find(({ name }) => name === 'progressive.jpg')?.base64 ?? '';
  return [
    ...pictures,
    write('photo.JPG', Buffer.from(jpeg, 'base64')),
    write('broken.png', Buffer.from('89504e470d0a1a0a', 'hex')),
    write('Thumbs.db', 'x'),
  ];
}
