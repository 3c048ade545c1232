import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { tableRows } from '../../test/table-rows';
import { comparisonReport } from './comparison-report';
import { markdown } from './renderers/markdown';

const comparisonPage = (...parameters: Parameters<typeof comparisonReport>) =>
  markdown.render(comparisonReport(...parameters));

const reference = {
  source: 'measured by hand.',
  accuracy: { replay_ed: 0.9, gn_ed: 0.1 },
  perExperience: { replay_ed: [0.95, 0.85] },
};

describe('comparisonReport', () => {
  const page = comparisonPage(
    'Ours and theirs',
    'pnpm exmodel compare …',
    [
      {
        scenario: 'split_mnist',
        results: [
          { name: 'replay_ed', runs: [someMetrics()] },
          { name: 'gn_ed', runs: [someMetrics({ accuracy: 0.15 })] },
          { name: 'joint', runs: [someMetrics({ accuracy: null })] },
        ],
      },
    ],
    reference,
  );

  it('puts our figures beside theirs, in points; a dash where either is missing', () => {
    expect(tableRows(page)).toEqual([
      [
        'strategy',
        'ours',
        'reference',
        'difference',
        'ours, per experience',
        'reference, per experience',
        'forgetting',
        'time',
      ],
      ['--', '--:', '--:', '--:', '--', '--', '--:', '--:'],
      ['replay_ed', '85.0', '90.0', '−5.0', '90.0 80.0', '95.0 85.0', '5.0', '1:05'],
      ['gn_ed', '15.0', '10.0', '+5.0', '90.0 80.0', '–', '5.0', '1:05'],
      ['joint', '–', '–', '–', '90.0 80.0', '–', '5.0', '1:05'],
    ]);
  });

  it('says what it is, how it was made, with what and from where', () => {
    expect(page).toMatch(/^# Ours and theirs\n\n/);
    expect(page).toContain('\n\n    pnpm exmodel compare …\n\n');
    expect(page).toContain('Backend wasm, TensorFlow.js 4.22.0, Node v20.20.0, seed 1234.');
    expect(page).toContain('Experts on their own test images: 100.0 99.5.');
    expect(page).toContain('Reference: measured by hand.');
    expect(page).toMatch(/\|\n$/);
  });
});

describe('comparisonReport of several runs', () => {
  const runs = [
    someMetrics({ accuracy: 0.8 }),
    someMetrics({
      accuracy: 0.9,
      seed: 2345,
      accuracyMatrix: [
        [1, 0],
        [0.7, null],
      ],
    }),
  ];
  const page = comparisonPage(
    'x',
    'y',
    [
      {
        scenario: 'split_mnist',
        results: [
          { name: 'replay_ed', runs },
          { name: 'gn_ed', runs: [] },
        ],
      },
    ],
    {
      ...reference,
      accuracy: { replay_ed: [0.88, 0.9, 0.92] },
    },
  );

  it('gives means with half the 95 % interval, ours and theirs: 12.706 · 0.05 and 4.303 · 0.02 / √3; no difference of two runs and three', () => {
    expect(tableRows(page).slice(2)).toEqual([
      ['replay_ed', '85.0 ± 63.5', '90.0 ± 5.0', '–', '80.0 80.0', '95.0 85.0', '5.0 ± 0.0', '1:05'],
      ['gn_ed', '–', '–', '–', '–', '–', '–', '–'],
    ]);
  });

  it('names all seeds, and the experts of each', () => {
    expect(page).toContain('seeds 1234, 2345.');
    expect(page).toContain('Experts on their own test images: 100.0 99.5; 100.0 99.5.');
    expect(page).toContain('± half the 95 % interval of the mean');
  });
});

it('has a table for each of several experiments, without the other’s columns where there are no other figures', () => {
  const results = [{ name: 'replay_ed', runs: [someMetrics()] }];
  const page = comparisonPage('x', 'y', [
    { scenario: 'split_cifar10', results },
    { scenario: 'mt_cifar10', results },
  ]);
  const table = [
    ['strategy', 'accuracy', 'per experience', 'forgetting', 'time'],
    ['--', '--:', '--', '--:', '--:'],
    ['replay_ed', '85.0', '90.0 80.0', '5.0', '1:05'],
  ];
  const [title = '', ...parts] = page.split('\n## ');
  expect(title).toMatch(/^# x\n/);
  expect(parts.map((part) => part.split('\n')[0])).toEqual(['split_cifar10', 'mt_cifar10']);
  expect(parts.map(tableRows)).toEqual([table, table]);
  expect(page).not.toContain('Reference');
});

it('says nothing of experts where no run used any', () => {
  const experiences = someMetrics().experiences.map((each) => ({ ...each, expertAccuracy: null }));
  const results = [{ name: 'naive', runs: [someMetrics({ experiences })] }];
  expect(comparisonPage('x', 'y', [{ scenario: 'split_mnist', results }])).not.toMatch(/Experts/);
});
