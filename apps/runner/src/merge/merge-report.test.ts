import { expect, it } from 'vitest';
import { cellText } from '../reports/cell-text';
import type { Block, Table } from '../reports/report';
import { type MergeStory, mergeReport } from './merge-report';

const file = (location: string, ...names: string[]) =>
  ({ location, classes: names.map((name, output) => ({ name, output })) }) as never;

function story(changes: Partial<MergeStory> = {}): MergeStory {
  return {
    ...{ out: 'student.pth', command: 'exmodel merge a.pth b.pth', madeBy: 'exmodel 1.0.0; wasm' },
    planned: {
      type: 'planned',
      files: [file('a.pth', 'cat', 'dog'), file('b.pth', 'car')],
      outputs: [],
      plan: {
        ...{ architecture: 'lenet', hiddenSize: undefined, classes: ['cat', 'dog', 'car'] },
        ...{ shape: [32, 32, 1], isDefaultShape: false, normalization: { mean: [0.5], std: [0.25] } },
      },
      source: 'painted images',
    },
    networks: ['lenet', 'lenet'],
    estimate: {
      ...{
        type: 'estimate',
        milliseconds: 1,
        work: 1,
        fewer: [],
        bytes: 2e6,
        images: 5000,
        trunk: undefined,
      },
      origin: 'given',
    },
    ...{ origin: 'the weights of --initial', seed: 1234, skipped: 0, milliseconds: 65_000 },
    merged: {
      ...{ tensors: new Map(), familiarity: undefined },
      synthetic: [
        { images: 200, own: 0.93, all: 0.9 },
        { images: 100, own: 0.88, all: 0.5 },
      ],
    },
    ...changes,
  };
}

const blocksOf = (changes: Partial<MergeStory>) => mergeReport(story(changes)).blocks;
const tables = (blocks: readonly Block[]) =>
  blocks.flatMap((block): Table[] => (block.kind === 'table' ? [block] : []));
const rowsOf = (table: Table | undefined) => table?.rows.map((row) => row.map(cellText));
const unknowns = (changes: Partial<MergeStory>) =>
  blocksOf(changes)
    .flatMap((block) => (block.kind === 'list' ? block.items : []))
    .join('\n');

it('says how far the student agrees with each expert, least first in words', () => {
  const blocks = blocksOf({});
  expect(blocks[0]).toMatchObject({
    text: 'The student agrees with every expert on at least 88.0 % of images; least with b.pth, on images made from it.',
  });
  expect(rowsOf(tables(blocks)[0])).toEqual([
    ['a.pth', '93.0', '90.0', 'images made from it', '200'],
    ['b.pth', '88.0', '50.0', 'images made from it', '100'],
  ]);
});

it('says what it was taught on, from which files, and by which command', () => {
  const blocks = blocksOf({ skipped: 3 });
  expect(blocks).toContainEqual({ kind: 'command', line: 'exmodel merge a.pth b.pth' });
  const [, lesson, experts] = tables(blocks);
  expect(rowsOf(lesson)).toEqual(
    expect.arrayContaining([
      ['images', '5000'],
      ['left out of --images', '3 files that are no images'],
      ['pixels', 'mean 0.5; deviation 0.25'],
      ['time', '1:05'],
    ]),
  );
  expect(rowsOf(experts)).toEqual([
    ['a.pth', 'lenet', 'cat, dog'],
    ['b.pth', 'lenet', 'car'],
  ]);
});

it('shows a dash where no image could be compared, and does not call that agreement', () => {
  const merged = { tensors: new Map(), familiarity: undefined };
  const given = [0, 1].map(() => ({ images: 0, own: Number.NaN, all: Number.NaN }));
  const blocks = blocksOf({ merged: { ...merged, given } });
  expect(blocks[0]).toMatchObject({ text: expect.stringMatching(/^There was no image/) });
  expect(rowsOf(tables(blocks)[0])?.[0]).toEqual(['a.pth', '–', '–', 'your images, not learned from', '0']);
});

it('names what could not be known, and only that', () => {
  expect(unknowns({})).toMatch(/no image here has a label/);
  expect(unknowns({})).not.toMatch(/--initial|--mean|--input|memory/);
  const { estimate, planned, merged } = story();
  const given = merged.synthetic as never;
  expect(unknowns({ merged: { ...merged, given } })).not.toMatch(/--images/);
  const less = unknowns({
    estimate: { ...estimate, origin: 'unknown', fewer: ['a step: 20 images'] },
    planned: { ...planned, plan: { ...planned.plan, isDefaultShape: true, normalization: undefined } },
    merged: { ...merged, familiarity: { trust: 0.05, weight: 0.1 } as never },
  });
  expect(less).toMatch(/--images.*--initial.*correlation 0\.05.*--input.*--mean.*20 images/s);
});
