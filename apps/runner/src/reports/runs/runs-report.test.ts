import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { divergedMetrics, someMetrics } from '../../../test/metrics';
import type { FoundRun } from '../../storage/find-runs';
import type { Metrics } from '../../storage/metrics-file';
import { cellText } from '../cell-text';
import type { Block, Image, Table } from '../report';
import { runsReport } from './runs-report';
import { assessedSeries, seriesOfRuns } from './series-of-runs';

const found = (folder: string, changes: Partial<Metrics> = {}, samples?: Uint8Array): FoundRun => ({
  ...{ folder: `/runs/${folder}`, shown: `runs/${folder}` },
  metrics: changes.diverged === true ? divergedMetrics(changes) : someMetrics(changes),
  readSamples: async () => samples,
});

async function blocksOf(...runs: FoundRun[]): Promise<Block[]> {
  const { blocks } = await runsReport(
    seriesOfRuns(runs),
    { candidates: 0, unread: [] },
    {
      ...{ title: 'x', command: 'exmodel report', readKeys: ({ config }) => config },
      reproduce: ({ name, runs }) => `again ${name} ${runs.length}`,
    },
  );
  return blocks.flatMap((block) => (block.kind === 'group' ? block.blocks : [block]));
}
const textOf = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.kind === 'paragraph' ? [[block.text].flat().join('')] : [])).join('\n');
function tables(blocks: readonly Block[], has: (table: Table) => boolean): string[][][] {
  return blocks.flatMap((block) =>
    block.kind === 'table' && has(block) ? [block.rows.map((row) => row.map(cellText))] : [],
  );
}
const drawn = (blocks: readonly Block[], drawing: Table['drawing']) =>
  tables(blocks, (table) => table.drawing === drawing);
const titled = (blocks: readonly Block[], caption: string) =>
  tables(blocks, (table) => table.caption === caption);

const seeds = (folder: string, ...accuracies: number[]) =>
  accuracies.map((accuracy, i) => found(`x/${folder}/SEED${i + 1}`, { accuracy, seed: i + 1 }));

describe('the summary', () => {
  it('has a row for each series, the best first, with interval, and the difference over the same seeds', async () => {
    const blocks = await blocksOf(...seeds('low', 0.6, 0.72), ...seeds('high', 0.8, 0.9, 0.85));
    const [summary] = drawn(blocks, 'bars');
    // Two pairs, −0.2 and −0.18: 12.706 · 0.01 = 0.127, and p = 1 − 2/π · arctan 19.
    expect(summary).toEqual([
      ['high', '3', '85.0 ± 12.4', '–', '–', '5.0 ± 0.0', '1:05'],
      ['low', '2', '66.0 ± 76.2', '−19.0 ± 12.7 (2 of 3 seeds)', '0.033', '5.0 ± 0.0', '1:05'],
    ]);
    expect(textOf(blocks)).toContain(
      'high has the highest accuracy, 85.0 ± 12.4 %; low is 19.0 ± 12.7 (2 of 3 seeds) points behind.',
    );
  });

  it('says that a difference may be chance where its interval holds zero, or where there is one seed', async () => {
    const several = await blocksOf(...seeds('a', 0.8, 0.9), ...seeds('b', 0.85, 0.84));
    expect(textOf(several)).toContain('points behind; it may be chance.');
    expect(textOf(await blocksOf(...seeds('a', 0.8), ...seeds('b', 0.7)))).toContain('may well be chance');
  });

  it('says of how many seeds a difference is, and nothing of a difference that is none', async () => {
    const blocks = await blocksOf(...seeds('one', 0.9), ...seeds('two', 0.9, 0.8));
    expect(drawn(blocks, 'bars')[0]?.[1]?.[3]).toBe('+0.0 (1 of 2 seeds)');
    expect(textOf(blocks)).toContain('one has the highest accuracy, 90.0 %.');
  });

  it('says where runs diverged, and leaves them out of means', async () => {
    const blocks = await blocksOf(
      found('x/a/SEED1', { seed: 1 }),
      found('x/a/SEED2', { seed: 2, diverged: true }),
      found('x/b/SEED1', { seed: 1, diverged: true }),
    );
    expect(drawn(blocks, 'bars')[0]?.map((row) => row[2])).toEqual(['85.0 (1 of 2 diverged)', 'diverged']);
    expect(textOf(blocks)).toContain('numbers became NaN or infinite');
  });
});

it('has a section for each scenario, and names runs by as much of their folders as tells them apart', async () => {
  const blocks = await blocksOf(found('x/a'), found('y/a'), found('y/b', { scenario: 'split_cifar10' }));
  expect(drawn(blocks, 'bars').map((rows) => rows.map(([name]) => name))).toEqual([['x/a', 'y/a'], ['y/b']]);
  expect(
    blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [block.text] : [])),
  ).toEqual([...['split_mnist', 'split_cifar10']]);
});

it('draws no lines of strategies that have a last point only', async () => {
  const atOnce = [
    [null, null],
    [0.5, 0.75],
  ];
  const lines = async (...runs: FoundRun[]) => drawn(await blocksOf(...runs), 'lines');
  expect(await lines(found('x/a', { accuracyMatrix: atOnce }))).toEqual([]);
  expect(await lines(found('x/a', { accuracyMatrix: atOnce }), found('x/b'))).toEqual([
    [
      ['a', '–', '62.5'],
      ['b', '95.0', '85.0'],
    ],
  ]);
});

it('shows matrices as means over the seeds, and the accuracy on what was seen so far', async () => {
  const matrix = (last: number) => [
    [1, 0],
    [0.5, last],
  ];
  const experiences = someMetrics().experiences.map((each, i) => ({
    ...each,
    testImages: i === 0 ? 10 : 30,
  }));
  const blocks = await blocksOf(
    found('x/a/SEED1', { seed: 1, experiences, accuracyMatrix: matrix(0.6) }),
    found('x/a/SEED2', { seed: 2, experiences, accuracyMatrix: matrix(0.8) }),
  );
  const [accuracies, confusion] = drawn(blocks, 'heat');
  expect(accuracies).toEqual([
    ['1', '100.0', '0.0'],
    ['2', '50.0', '70.0'],
  ]);
  expect(confusion).toEqual([
    ['0', '18', '2'],
    ['1', '2', '18'],
  ]);
  // (10 · 0.5 + 30 · 0.6) / 40 = 0.575 and (10 · 0.5 + 30 · 0.8) / 40 = 0.725
  expect(drawn(blocks, 'lines')[0]).toEqual([['a', '100.0 ± 0.0', expect.stringMatching(/^65\.0 ± /)]]);
});

it('draws no line of what was not measured', async () => {
  const accuracyMatrix = [
    [null, null],
    [null, null],
  ];
  const blocks = await blocksOf(found('x/a', { accuracyMatrix, confusion: null, averageForgetting: null }));
  expect([...drawn(blocks, 'lines'), ...drawn(blocks, 'heat')]).toEqual([]);
  expect(titled(blocks, 'Forgetting of each experience, in points')).toEqual([]);
});

it('says where the time went, with what no phase accounts for', async () => {
  const [times] = drawn(await blocksOf(found('x/a')), 'phases');
  expect(times).toEqual([['a', '0:01', '1:00', '0:00', '0:02', '0:02', '1:05']]);
});

it('names only the parameters that differ, a dash where one has none', async () => {
  const config = (changes: object) => ({ config: { lr: 0.1, wd: 0, ...changes } });
  const blocks = await blocksOf(
    found('x/a', config({ seed: 1 })),
    found('x/b', config({ lr: 0.2, seed: 2 })),
    found('x/c', { config: { wd: 0 } }),
  );
  expect(titled(blocks, 'A dash: the strategy does not read the key')).toEqual([[['lr', '0.1', '0.2', '–']]]);
});

it('has a command for each series, and a row for each run', async () => {
  const blocks = await blocksOf(...seeds('a', 0.8, 0.9));
  expect(blocks).toContainEqual({ kind: 'command', line: 'again a 2' });
  const [runs] = titled(blocks, 'Each run, with the accuracy of its experts on their own test images');
  expect(runs?.map((row) => row.slice(0, 3))).toEqual([
    ['runs/x/a/SEED1', '1', '80.0'],
    ['runs/x/a/SEED2', '2', '90.0'],
  ]);
});

it('leaves out candidates of a grid and what could not be read, and says so', async () => {
  const options = { title: 'x', command: 'x', readKeys: () => ({}), reproduce: () => '' };
  const unread = [{ shown: 'runs/broken', reason: 'metrics.json was cut short' }];
  const { series, candidates } = assessedSeries([found('g/a/ASSESS0'), found('g/a/VAL0')]);
  const { blocks } = await runsReport(series, { candidates, unread }, options);
  expect(drawn(blocks, 'bars')[0]).toHaveLength(1);
  expect(JSON.stringify(blocks.at(-1))).toMatch(/Candidates of a grid search: 1\..*runs\/broken.*cut short/);
});

describe('images', () => {
  const png = (bytes: number) => {
    const image = Buffer.alloc(bytes);
    image.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    image.writeUInt32BE(298, 16);
    image.writeUInt32BE(148, 20);
    return image;
  };

  it('are those of the first run of each series that has some', async () => {
    const blocks = await blocksOf(
      found('x/a/SEED1'),
      found('x/a/SEED2', { seed: 2 }, png(100)),
      found('x/b'),
    );
    const images = blocks.filter((block): block is Image => block.kind === 'image');
    expect(images).toMatchObject([
      { width: 298, height: 148, text: 'a, seed 2', path: 'runs/x/a/SEED2/samples.png' },
    ]);
  });

  it('are left out if they are large or no PNG, which is said', async () => {
    const blocks = await blocksOf(
      found('x/a', {}, png(1_000_001)),
      found('x/b', {}, Buffer.from('<svg onload=…>')),
    );
    expect(blocks.some(({ kind }) => kind === 'image')).toBe(false);
    expect(textOf(blocks)).toContain('Left out: a (1000001 bytes), b (no PNG).');
  });
});

describe('reliability', () => {
  it('has the bins of all seeds together, weighed by their images, and the means of what was measured', async () => {
    const calibration = (accuracy: number, images: number) => ({
      ...{ expectedCalibrationError: 0.1, maximumCalibrationError: 0.2, brierScore: 0.5 },
      reliability: [{ confidence: 0.75, accuracy, images }],
    });
    const blocks = await blocksOf(
      found('x/a/SEED1', { seed: 1, calibration: calibration(0.5, 30) }),
      found('x/a/SEED2', { seed: 2, calibration: calibration(0.9, 10) }),
      found('x/old', { calibration: null, topKAccuracy: null, loss: null }),
    );
    expect(drawn(blocks, 'reliability')).toEqual([[['75.0', '60.0', '40']]]);
    const [numbers] = tables(blocks, ({ columns }) =>
      columns.some(({ heading }) => heading === 'Brier score'),
    );
    expect(numbers).toEqual([['a', '95.0 ± 0.0', '10.0 ± 0.0', '20.0 ± 0.0', '0.5 ± 0', '0.65 ± 0']]);
  });

  it('is left out where no run has it, as the sizes are', async () => {
    const none = { calibration: null, parameters: null, macs: null, process: null };
    const headings = (await blocksOf(found('a', none))).flatMap((block) =>
      block.kind === 'heading' ? [block.text] : [],
    );
    expect(headings).not.toContain('Reliability');
    expect(headings).not.toContain('Size');
  });
});

describe('images by expert', () => {
  const png = (width: number, height: number) =>
    encode({ width, height, data: new Uint8Array(width * height), channels: 1 });
  const sheetsOf = async (samples: Metrics['samples'], image: Uint8Array) =>
    (await blocksOf(found('a', { samples }, image))).flatMap((block) =>
      block.kind === 'sheets' ? [block] : [],
    );

  it('lie where metrics.json says, also where an expert begins within a row', async () => {
    const [sheets] = await sheetsOf({ height: 4, width: 3, perExpert: [12, 3] }, png(10 * 5 - 2, 2 * 6 - 2));
    expect(sheets?.parts).toEqual(['1', '2']);
    expect(sheets?.sheets[0]?.boxes).toEqual([
      [
        { x: 0, y: 0, width: 48, height: 4 },
        { x: 0, y: 6, width: 8, height: 4 },
      ],
      [{ x: 10, y: 6, width: 13, height: 4 }],
    ]);
  });

  it('are shown as one image where that is not known, or not so', async () => {
    expect(await sheetsOf(null, png(48, 10))).toEqual([]);
    expect(await sheetsOf({ height: 4, width: 3, perExpert: [100] }, png(48, 10))).toEqual([]);
  });
});

it('of very many rows shows the best, says so, and leaves the others to export', async () => {
  const many = Array.from({ length: 230 }, (_, i) => found(`x/run${i}`, { accuracy: i / 1000 }));
  const blocks = await blocksOf(...many);
  expect(textOf(blocks)).toContain('The best 200 of 230 rows are shown; exmodel export has all.');
  expect(drawn(blocks, 'bars')[0]).toHaveLength(200);
  expect(drawn(blocks, 'bars')[0]?.[0]?.[0]).toBe('run229');
});
