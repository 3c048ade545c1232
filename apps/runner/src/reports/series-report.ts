import { choiceNotes } from './choice-notes';
import { divergedNotes, meanAccuracyCell, withResult } from './diverged';
import { measured } from './measured';
import { count, meanShare, seconds, share } from './quantities';
import type { Block, Cell, Report, Table } from './report';
import { resultsTable } from './results-table';
import type { SeriesResult } from './series-result';

/** The closing report of an experiment: for single runs, the result of each; for several, their mean and spread. */
export function seriesReport(results: readonly SeriesResult[]): Report {
  const unit: Block = { kind: 'paragraph', text: 'in percent of test images' };
  const all = results.flatMap(({ runs }) => runs);
  const notes = [...divergedNotes(all), ...choiceNotes(results)].map(
    (text): Block => ({ kind: 'paragraph', text }),
  );
  if (results.every(({ runs }) => runs.length <= 1)) {
    return { blocks: [resultsTable(all), ...notes, unit] };
  }
  const interval = '± half the 95 % interval of the mean over the runs';
  return { blocks: [seriesTable(results), { kind: 'paragraph', text: interval }, ...notes, unit] };
}

/** A row for each strategy, over its runs. */
function seriesTable(results: readonly SeriesResult[]): Table {
  return {
    kind: 'table',
    columns: [
      { heading: 'strategy', align: 'left' },
      { heading: 'runs', align: 'right' },
      { heading: 'all classes', align: 'right' },
      { heading: 'from – to', align: 'right' },
      { heading: 'forgetting', align: 'right' },
      { heading: 'time per run', align: 'right' },
    ],
    rows: results.map(({ name, runs }) => {
      const complete = withResult(runs);
      return [
        name,
        count(runs.length),
        meanAccuracyCell(runs),
        rangeOf(measured(runs.map(({ accuracy }) => accuracy))),
        meanShare(measured(runs.map(({ averageForgetting }) => averageForgetting))),
        complete.length === 0
          ? null
          : seconds(complete.reduce((sum, { times }) => sum + times.total, 0) / complete.length),
      ];
    }),
  };
}

function rangeOf(shares: readonly number[]): Cell {
  const [from, to] = [share(Math.min(...shares)), share(Math.max(...shares))];
  return shares.length === 0 || from === null || to === null ? null : { from, to };
}
