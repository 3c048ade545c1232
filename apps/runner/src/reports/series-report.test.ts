import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { resultsTable } from './results-table';
import { seriesRows, seriesTable } from './series-report';

const runs = [0.8, 0.85, 0.9].map((accuracy) => someMetrics({ accuracy }));

describe('the closing table', () => {
  it('is of single runs what it was: a row each, with what each experience reached', () => {
    const [run] = runs;
    if (run === undefined) throw new Error('no run');
    expect(seriesTable([{ name: 'replay_ed', runs: [run] }])).toBe(resultsTable([run]));
    expect(
      seriesTable([
        { name: 'replay_ed', runs: [run] },
        { name: 'gn_ed', runs: [] },
      ]),
    ).toBe(resultsTable([run]));
  });

  it('is of several runs mean, half the 95 % interval (4.303 · 0.05 / √3) and range', () => {
    expect(seriesRows([{ name: 'replay_ed', runs }])).toEqual([
      ['replay_ed', '3', '85.0 ± 12.4', '80.0 – 90.0', '5.0 ± 0.0', '1:05'],
    ]);
    expect(seriesTable([{ name: 'replay_ed', runs }])).toMatch(
      /│ strategy +│ runs │ all classes │ +from – to │ forgetting │ time per run │[\s\S]*\n± half the 95 % interval/,
    );
  });

  it('leaves out what a run has not measured, and has dashes where none has', () => {
    const gap = someMetrics({ accuracy: null, averageForgetting: null });
    expect(
      seriesRows([
        { name: 'a', runs: [...runs, gap] },
        { name: 'b', runs: [gap] },
        { name: 'c', runs: [] },
      ]),
    ).toEqual([
      ['a', '4', '85.0 ± 12.4', '80.0 – 90.0', '5.0 ± 0.0', '1:05'],
      ['b', '1', '–', '–', '–', '1:05'],
      ['c', '0', '–', '–', '–', '–'],
    ]);
  });
});
