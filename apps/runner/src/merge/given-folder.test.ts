import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { beforeEach, describe, expect, it } from 'vitest';
import images from '../../../../packages/benchmarks/test/fixtures/images.json';
import { temporaryFolder } from '../../test/temporary-folder';
import { readGivenImages } from './given-folder';

const plain = { mean: [0], std: [1] };
const colours = { mean: [0, 0, 0], std: [1, 1, 1] };

let folder: string;
const read = (strict = false) =>
  readGivenImages({ folder, strict }, { shape: [2, 2, 1], normalization: plain }, 7);
const write = (name: string, bytes: string | Uint8Array) => writeFileSync(join(folder, name), bytes);
const flat = (value: number) =>
  encode({ width: 2, height: 2, channels: 1, data: new Uint8Array(4).fill(value) });
/** The grey values of all images that were read, in order. */
const values = ({ learned, heldOut }: Awaited<ReturnType<typeof read>>) =>
  [heldOut, learned].flatMap(({ count, pixels }) =>
    Array.from({ length: count }, (_, i) => Math.round((pixels[4 * i] as number) * 255)),
  );

beforeEach(() => {
  folder = temporaryFolder();
  for (let i = 0; i < 11; i++) write(`${i}.png`, flat(i));
});

it('no more images are read than fit a quarter of the memory', async () => {
  const plan = { shape: [2, 2, 1], normalization: plain } as const;
  const all = await read();
  // Four values of four bytes an image.
  const some = await readGivenImages({ folder, strict: false }, plan, 7, { machine: 4 * 16 * 10 });
  expect([values(all).length, values(some).length]).toEqual([11, 10]);
  expect(values(all)).toEqual(expect.arrayContaining(values(some)));
});

it('images to learn from may be smaller than those to compare on', async () => {
  const whole = await read();
  const plan = { shape: [2, 2, 1], taught: [1, 1, 1], normalization: plain } as const;
  const { learned, heldOut, inFullSize } = await readGivenImages({ folder, strict: false }, plan, 7);
  expect(heldOut).toEqual(whole.heldOut);
  expect(await inFullSize?.(99)).toEqual(whole.learned);
  expect(await inFullSize?.(2)).toMatchObject({ count: 2, pixels: whole.learned.pixels.subarray(0, 8) });
  const grey = whole.learned.pixels.filter((_, i) => i % 4 === 0);
  expect(learned).toEqual({ ...whole.learned, shape: [1, 1, 1], pixels: grey });
});

it.each([
  ...[
    'grey-1',
    'grey-1-interlaced',
    'grey-2',
    'grey-4-interlaced',
    'grey-alpha-8',
    'grey-alpha-16-interlaced',
  ],
  ...[
    'palette-1',
    'palette-4-interlaced',
    'palette-8',
    'rgb-16',
    'rgb-16-interlaced',
    'rgba-16',
    'rgba-8-interlaced',
  ],
])('a PNG of the kind %s is read as the same image in colours of 8 bits', async (name) => {
  const golden = images.files.find((file) => file.name === `${name}.png`);
  const { base64 = '', width = 0, height = 0, pixels = [] } = golden ?? {};
  const readInColours = () =>
    readGivenImages({ folder, strict: true }, { shape: [6, 6, 3], normalization: colours }, 7);
  write('scan.png', Buffer.from(base64, 'base64'));
  const given = await readInColours();
  write('scan.png', encode({ width, height, channels: 3, data: Uint8Array.from(pixels) }));
  expect(given).toEqual(await readInColours());
  expect(given.learned.count + given.heldOut.count).toBe(12);
});

describe('what is no image', () => {
  it('is named and skipped, and changes nothing', async () => {
    const clean = await read();
    expect(clean.skipped).toEqual([]);
    expect(values(clean).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    write('Thumbs.db', 'x');
    mkdirSync(join(folder, 'deep'));
    write('deep/notes.txt', 'x');
    const littered = await read();
    expect(littered.skipped).toEqual(['Thumbs.db', join('deep', 'notes.txt')]);
    expect(littered).toEqual({ ...clean, skipped: littered.skipped });
  });

  it('whatever its name, and the others keep their order', async () => {
    const clean = values(await read());
    write('4.png', flat(4).subarray(0, 40));
    const damaged = await read();
    expect(damaged.skipped).toEqual(['4.png']);
    expect(values(damaged)).toEqual(clean.filter((value) => value !== 4));
  });

  it('stops with --strict', async () => {
    expect((await read(true)).skipped).toEqual([]);
    write('4.png', '');
    await expect(read(true)).rejects.toMatchObject({ name: 'CorruptFileError', path: join(folder, '4.png') });
    write('.DS_Store', 'x');
    await expect(read(true)).rejects.toThrow(
      /^--images .* holds \.DS_Store\. Expected nothing but .*--strict/,
    );
  });

  it('leaves enough, or is named in the refusal', async () => {
    write('4.png', '');
    write('5.png', '');
    await expect(read()).rejects.toThrow(
      /^--images .* holds 9 images and 2 files that cannot be read, such as .*[45]\.png\. Expected ten or more\./,
    );
  });
});
