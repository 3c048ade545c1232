import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { cellText } from './cell-text';
import { resultsTable } from './results-table';
import { seriesReport } from './series-report';

const runs = [0.8, 0.85, 0.9].map((accuracy) => someMetrics({ accuracy }));

const tableOf = (results: Parameters<typeof seriesReport>[0]) => {
  const [table] = seriesReport(results).blocks;
  if (table?.kind !== 'table') throw new Error('no table');
  return table;
};
const rowsOf = (results: Parameters<typeof seriesReport>[0]) =>
  tableOf(results).rows.map((row) => row.map(cellText));

describe('seriesReport', () => {
  it('has a row for each single run, with the accuracy on each experience', () => {
    const [run] = runs;
    if (run === undefined) throw new Error('no run');
    expect(tableOf([{ name: 'replay_ed', runs: [run] }])).toEqual(resultsTable([run]));
    expect(
      tableOf([
        { name: 'replay_ed', runs: [run] },
        { name: 'gn_ed', runs: [] },
      ]),
    ).toEqual(resultsTable([run]));
  });

  it('is of several runs mean, half the 95 % interval (4.303 · 0.05 / √3) and range', () => {
    expect(rowsOf([{ name: 'replay_ed', runs }])).toEqual([
      ['replay_ed', '3', '85.0 ± 12.4', '80.0 – 90.0', '5.0 ± 0.0', '1:05'],
    ]);
    expect(seriesReport([{ name: 'replay_ed', runs }]).blocks.slice(1)).toEqual([
      { kind: 'paragraph', text: '± half the 95 % interval of the mean over the runs' },
      { kind: 'paragraph', text: 'in percent of test images' },
    ]);
  });

  it('ignores what a run has not measured, and has dashes if none has', () => {
    const gap = someMetrics({ accuracy: null, averageForgetting: null });
    expect(
      rowsOf([
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
