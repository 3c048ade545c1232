import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { createBenchmark } from '../create-benchmark';

const text = (...lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);

function image(value: number, side = 128): Uint8Array {
  const data = new Uint8Array(side * side * 3).fill(value);
  return encode({ width: side, height: side, channels: 3, data });
}

const lists = 'core50/batches_filelists/NC_inc/run0';
const images = 'core50/core50_128x128';

/** CORe50 as its archives unpack, much smaller: run 0 of the stream of new classes. */
function files(): Record<string, Uint8Array> {
  return {
    [`${lists}/train_batch_00_filelist.txt`]: text('s1/o21/C_01_21_000.png 1', 's2/o7/C_02_07_010.png 0'),
    ...Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [
        `${lists}/train_batch_0${index + 1}_filelist.txt`,
        text(`s1/o30/C_01_30_00${index}.png ${index + 2}`),
      ]),
    ),
    ...Object.fromEntries([79, 196, 391].map((count) => [`core50/NIC_v2_${count}/readme`, text('')])),
    [`${lists}/test_filelist.txt`]: text(
      's3/o7/C_03_07_001.png 0',
      's3/o21/C_03_21_001.png 1',
      's10/o30/C_10_30_002.png 9',
    ),
    [`${images}/s1/o21/C_01_21_000.png`]: image(1),
    [`${images}/s2/o7/C_02_07_010.png`]: image(2),
    ...Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`${images}/s1/o30/C_01_30_00${index}.png`, image(index + 3)]),
    ),
    [`${images}/s3/o7/C_03_07_001.png`]: image(50),
    [`${images}/s3/o21/C_03_21_001.png`]: image(51),
    [`${images}/s10/o30/C_10_30_002.png`]: image(52),
  };
}

const open = (dataroot: string, scenario = 'core50_nc') =>
  createBenchmark(scenario, { seed: 1234, dataroot });

describe('the official files', () => {
  it('make the experiences of the lists of the seed’s run, with their labels', async () => {
    const { experiences } = await open(await temporaryFolder(files()));
    expect(experiences).toHaveLength(9);
    expect(experiences.map(({ classes }) => classes)).toEqual([
      [0, 1],
      [2],
      [3],
      [4],
      [5],
      [6],
      [7],
      [8],
      [9],
    ]);
    const [first] = experiences;
    expect([first?.train.label(0), first?.train.pixels(0)[0], first?.train.pixels(1)[49151]]).toEqual([
      1, 1, 2,
    ]);
    expect(experiences.map(({ test }) => test.length)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect([experiences[8]?.test.label(0), experiences[8]?.test.pixels(0)[0]]).toEqual([9, 52]);
  });

  it('make one experience of all images for joint_core50, with run 0 for every seed', async () => {
    const dataroot = await temporaryFolder(files());
    const { experiences } = await createBenchmark('joint_core50', { seed: 2345, dataroot });
    expect(experiences.map(({ train, test }) => [train.length, test.length])).toEqual([[10, 3]]);
    await expect(createBenchmark('core50_nc', { seed: 2345, dataroot })).rejects.toThrow(/run1/);
    await expect(createBenchmark('core50_nc', { seed: 17, dataroot })).rejects.toThrow(/run7/);
  });

  it('are read when an image is needed: a broken one is named then', async () => {
    const dataroot = await temporaryFolder(files());
    const { experiences } = await open(dataroot);
    const path = join(dataroot, images, 's1/o21/C_01_21_000.png');
    const read = () => experiences[0]?.train.pixels(0);
    const broken = (facts: object) => expect.objectContaining({ name: 'CorruptFileError', path, ...facts });
    await writeFile(path, image(1).subarray(0, 100));
    expect(read).toThrow(broken({ message: expect.stringContaining('exmodel download core50') }));
    await writeFile(path, image(1, 64));
    expect(read).toThrow(broken({ actual: 'one of 64 × 64', expected: 'an image of 128 × 128 pixels' }));
    await rm(path);
    expect(read).toThrow(broken({ actual: expect.stringContaining('ENOENT') }));
  });
});

it.each([
  ['no dataroot', undefined, /no dataroot was given.*exmodel download core50/],
  [
    'no lists',
    [`${lists}/train_batch_03_filelist.txt`],
    /train_batch_03_filelist\.txt,.*exmodel download core50/,
  ],
  ['no images', [`${images}/s1/o30/C_01_30_004.png`], /C_01_30_004\.png,.*exmodel download core50/],
])('%s: reports what is missing, and how to get it', async (_, without, message) => {
  const kept = Object.entries(files()).filter(([path]) => !without?.includes(path));
  const dataroot = without && (await temporaryFolder(Object.fromEntries(kept)));
  const opening = createBenchmark('core50_nc', { seed: 1234, dataroot });
  await expect(opening).rejects.toMatchObject({ name: 'DatasetNotFoundError', dataset: 'CORe50' });
  await expect(opening).rejects.toThrow(message);
});

it.each(['s1/o1/C_01_01_000.png', 's1/o1/C_01_01_000.png 50', '../../../etc/passwd 0', ''])(
  'refuses a list with the line "%s"',
  async (line) => {
    const path = `${lists}/test_filelist.txt`;
    const dataroot = await temporaryFolder({
      ...files(),
      [path]: text('s3/o7/C_03_07_001.png 0', line, 'x'),
    });
    await expect(open(dataroot)).rejects.toMatchObject({
      name: 'CorruptFileError',
      path: join(dataroot, path),
      actual: `"${line}" in line 2`,
    });
  },
);

describe('the synthetic twin', () => {
  const twin = (scenario: string, experiences?: 79 | 196 | 391) =>
    createBenchmark(scenario, { seed: 2345, synthetic: { trainPerClass: 9, testPerClass: 1 }, experiences });

  it.each([
    ['joint_core50', undefined, [50], [50]],
    ['core50_nc', undefined, [10, 5], [5]],
    ['ni_core50', undefined, [50], [50]],
    ['nic_core50', undefined, [10, 5], [5]],
    ['nic_core50', 196, [10, 2], [2]],
    ['nic_core50', 391, [10, 1], [1]],
  ] as const)('of %s (%s) shows every image once', async (scenario, count, firstTwo, last) => {
    const { experiences } = await twin(scenario, count);
    const sizes = experiences.map(({ classes }) => classes.length);
    expect(sizes.slice(0, 2)).toEqual(
      sizes.length === 1 ? [50] : firstTwo.length === 1 ? [50, 50] : firstTwo,
    );
    expect(sizes.slice(-1)).toEqual(last);
    expect(experiences.reduce((sum, { train }) => sum + train.length, 0)).toBe(450);
    for (const { classes, train, test } of experiences) {
      expect(test.length).toBe(classes.length);
      expect(train.length).toBeGreaterThan(0);
    }
  });

  it('refuses a number of experiences that was never published', async () => {
    const options = { seed: 1, synthetic: true, experiences: 80 } as object;
    await expect(createBenchmark('nic_core50', { seed: 1, ...options })).rejects.toThrow(/79, 196 or 391/);
  });
});
