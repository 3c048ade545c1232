import { holmCorrection } from '@exmodel/metrics';
import { cellText } from '../cell-text';
import { choiceNotes } from '../choice-notes';
import { differenceCell } from '../difference-cell';
import { divergedNotes, meanAccuracyCell, withResult } from '../diverged';
import { measured } from '../measured';
import { count, isQuantity, meanShare, seconds } from '../quantities';
import type { Block, Cell } from '../report';
import { type SelectionMetric, selectionMetric } from '../selection-metric';
import { summarizeStudy } from '../study-summary';
import { mean } from './mean-matrix';
import type { RunSeries } from './series-of-runs';

/** The row of each series: how accurate it is, and how far from the first, seed by seed where both ran the same seeds. */
export function summary(series: readonly RunSeries[]): Block[] {
  const all = series.flatMap(({ runs }) => runs);
  const [first] = series;
  if (first === undefined) return [];
  const seeds = [...new Set(all.map(({ seed }) => seed))];
  const metric = selectionMetric('accuracy') as SelectionMetric;
  const compared = summarizeStudy(series, { seeds, baseline: first.name, metric });
  const difference = (i: number): Cell => {
    const seeds = Math.max(first.runs.length, series[i]?.runs.length ?? 0);
    return i === 0 ? null : differenceCell(compared[i]?.difference, seeds);
  };
  const corrected = holmCorrection(compared.map(({ p }) => p));
  const isTested = corrected.some((p) => p !== undefined);
  const probability = (i: number): Cell => {
    const p = corrected[i];
    return p === undefined ? null : { value: p, unit: 'probability' };
  };
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const severalSeeds = series.some(({ runs }) => runs.length > 1);
  return [
    { kind: 'paragraph', text: finding(series, difference(1)) },
    {
      kind: 'table',
      caption: 'Accuracy over the test images of all classes after the last expert',
      drawing: 'bars',
      columns: [
        { heading: 'run', align: 'left' },
        ...['seeds', 'accuracy', `from ${first.name}`, ...(isTested ? ['p'] : []), 'forgetting', 'time'].map(
          right,
        ),
      ],
      rows: series.map(({ name, runs }, i) => {
        const time = mean(withResult(runs), ({ times }) => times.total);
        return [
          name,
          count(runs.length),
          meanAccuracyCell(runs),
          difference(i),
          ...(isTested ? [probability(i)] : []),
          meanShare(measured(runs.map(({ averageForgetting }) => averageForgetting))),
          time === null ? null : seconds(time),
        ];
      }),
    },
    {
      kind: 'paragraph',
      text: severalSeeds
        ? `± is half the 95 % interval of the mean over the seeds (Student’s t). Differences are in points, taken seed by seed; ± is of their mean.${
            isTested
              ? ' p is that of the paired t-test, corrected by Holm for as many comparisons as the table has.'
              : ''
          }`
        : 'One seed: there are no intervals, and a difference (in points) may well be chance.',
    },
    ...[...divergedNotes(all), ...choiceNotes(series)].map((text): Block => ({ kind: 'paragraph', text })),
  ];
}

/** What the table says, in a sentence. */
function finding([first, second]: readonly RunSeries[], difference: Cell): string {
  if (first === undefined || mean(first.runs, ({ accuracy }) => accuracy) === null)
    return 'No run has an accuracy.';
  const best = `${first.name} has the highest accuracy, ${cellText(meanAccuracyCell(first.runs))} %`;
  if (second === undefined || !isQuantity(difference) || difference.value >= 0) return `${best}.`;
  // Of one pair of seeds nothing is known.
  const { value, interval = Number.POSITIVE_INFINITY } = difference;
  const behind = cellText({ ...difference, value: Math.abs(value), unit: 'share' });
  const chance = Math.abs(value) <= interval ? '; it may be chance' : '';
  return `${best}; ${second.name} is ${behind} points behind${chance}.`;
}
