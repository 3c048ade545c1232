import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CifarRecord, cifarBytes } from '../../test/cifar-bytes';
import { temporaryFolder } from '../../test/temporary-folder';
import { type CifarArchive, readCifarArchive } from './cifar-archive';

/** A flat colour, so that a swapped plane is seen, but for the pixel of the second row and third column. */
function coloured(red: number, green: number, blue: number): number[] {
  const planes = [red, green, blue].flatMap((value) => Array(1024).fill(value));
  planes[32 + 2] = 1;
  planes[1024 + 32 + 2] = 2;
  planes[2048 + 32 + 2] = 3;
  return planes;
}

const first: CifarRecord[] = [
  { labels: [2], planes: coloured(10, 20, 30) },
  { labels: [0], planes: coloured(40, 50, 60) },
];
const second: CifarRecord[] = [{ labels: [1], planes: coloured(70, 80, 90) }];
const last: CifarRecord[] = [{ labels: [2], planes: coloured(100, 110, 120) }];

function known(name: string, content: Uint8Array) {
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

function archiveOf(labelBytes: 1 | 2, files: Record<string, Uint8Array>): CifarArchive {
  const [one, two, three] = Object.entries(files).map(([name, content]) => known(name, content));
  if (!one || !two || !three) throw new Error('three files are expected');
  return { name: 'Tiny', classCount: 3, labelBytes, train: [one, two], test: [three] };
}

const files = {
  'data_batch_1.bin': cifarBytes(first),
  'data_batch_2.bin': cifarBytes(second),
  'test_batch.bin': cifarBytes(last),
};

it('reads a label byte and three planes of each image, file after file', async () => {
  const { train, test } = await readCifarArchive(archiveOf(1, files), await temporaryFolder(files), '');
  expect(train).toMatchObject({ name: 'Tiny/train', length: 3, shape: [32, 32, 3], classCount: 3 });
  expect([0, 1, 2].map((index) => train.label(index))).toEqual([2, 0, 1]);
  expect([0, 1, 2].map((index) => [...train.pixels(index).subarray(0, 3)])).toEqual([
    [10, 20, 30],
    [40, 50, 60],
    [70, 80, 90],
  ]);
  expect([...train.pixels(1).subarray((32 + 2) * 3, (32 + 3) * 3 + 1)]).toEqual([1, 2, 3, 40]);
  expect([test.length, test.label(0), test.pixels(0)[3071]]).toEqual([1, 2, 120]);
});

it('reads the second of two label bytes, the fine one', async () => {
  const fine = (records: readonly CifarRecord[]) =>
    cifarBytes(records.map(({ labels, planes }) => ({ labels: [19, ...labels], planes })));
  const two = { a: fine(first), b: fine(second), c: fine(last) };
  const { train, test } = await readCifarArchive(archiveOf(2, two), await temporaryFolder(two), '');
  expect([0, 1, 2].map((index) => train.label(index))).toEqual([2, 0, 1]);
  expect([...test.pixels(0).subarray(0, 3)]).toEqual([100, 110, 120]);
});

describe('refuses', () => {
  it.each([
    ['a file cut short', files['data_batch_1.bin'].subarray(0, 3000), '3000 bytes', '6146 bytes'],
    ['an altered byte', files['data_batch_1.bin'].with(77, 0), /^sha256/, /^sha256/],
  ])('%s, naming it', async (_, content, actual, expected) => {
    const folder = await temporaryFolder({ ...files, 'data_batch_1.bin': content });
    const reading = readCifarArchive(archiveOf(1, files), folder, 'Ask again.');
    await expect(reading).rejects.toMatchObject({
      name: 'CorruptFileError',
      path: join(folder, 'data_batch_1.bin'),
      actual: expect.stringMatching(actual),
      expected: expect.stringMatching(expected),
      message: expect.stringMatching(/Ask again\.$/),
    });
  });
});
