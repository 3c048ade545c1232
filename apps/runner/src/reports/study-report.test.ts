import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { markdown } from './renderers/markdown';
import type { Table } from './report';
import type { SeriesResult } from './series-result';
import { studyClosing, studyReport } from './study-report';

const table: Table = {
  kind: 'table',
  columns: [
    { heading: 'variant', align: 'left' },
    { heading: 'mean', align: 'right' },
  ],
  rows: [
    ['full', '80.0'],
    ['p(x|y)', '90.0'],
  ],
};

const findings = { table, notes: ['One.', 'Two.'], figures: 'Accuracy, in percent (higher is better)' };

const runs = [someMetrics(), someMetrics({ seed: 2345 })];
const page = (results: readonly SeriesResult[]) =>
  markdown.render(
    studyReport({
      title: 'What it is worth',
      command: 'pnpm exmodel study x.yaml --write x.md',
      findings,
      results,
      changes: { full: {}, 'p(x|y)': { lr: 1, strategy: 'gn_ed', ce_loss: false } },
    }),
  );

it('ends on the terminal with its table and a line for each note', () => {
  const lines = ['One.', 'Two.', findings.figures].map((text) => ({ kind: 'paragraph', text }));
  expect(studyClosing(findings).blocks).toEqual([table, ...lines]);
});

describe('studyReport', () => {
  it('says what it is, how it was made and with what, how to read it, and by what the variants differ', () => {
    expect(page([{ name: 'full', runs }])).toBe(`# What it is worth

Accuracy, in percent (higher is better). Written by

    pnpm exmodel study x.yaml --write x.md

Backend wasm, TensorFlow.js 4.22.0, Node v20.20.0, seeds 1234, 2345. Experts on their own test images, on average: 99.8.

One. Two.

| variant | mean |
| ------- | ---: |
| full    | 80.0 |
| p(x\\|y) | 90.0 |

The variants differ in:

- full: as the file says for all
- p(x|y): \`lr: 1\`, \`strategy: "gn_ed"\`, \`ce_loss: false\`
`);
  });

  it('names the experts of each variant where they are not the same', () => {
    const [classes] = someMetrics().experiences;
    if (classes === undefined) throw new Error('no experience');
    const weak = someMetrics({ experiences: [{ ...classes, expertAccuracy: 0.5 }] });
    expect(
      page([
        { name: 'full', runs },
        { name: 'weak', runs: [weak] },
      ]),
    ).toContain('on average: full 99.8, weak 50.0.');
  });

  it('does not mention experts if there are none', () => {
    expect(page([{ name: 'full', runs: [] }])).not.toContain('Experts');
    const joint = someMetrics({
      experiences: [{ classes: [0], task: null, testImages: 1, expertAccuracy: null }],
    });
    expect(page([{ name: 'full', runs: [joint] }])).not.toContain('Experts');
  });
});
