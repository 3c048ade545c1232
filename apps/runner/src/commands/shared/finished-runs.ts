import type { OmittedRuns } from '../../reports/runs/runs-report';
import { assessedSeries, type RunSeries } from '../../reports/runs/series-of-runs';
import { findRuns } from '../../storage/find-runs';
import { asCallerWrites, fromCallersFolder } from './callers-folder';

/** There is no finished run in the given folders. */
export class NoRunsError extends Error {
  override readonly name = 'NoRunsError';
}

export interface FinishedRuns {
  readonly series: readonly RunSeries[];
  readonly omitted: OmittedRuns;
  /** The files that were read, as the user would write them: no output may replace one. */
  readonly inputs: readonly string[];
}

/**
 * The finished runs in folders and below them; those that cannot be read are reported.
 *
 * @param paths as the user wrote them
 * @throws NoRunsError
 */
export async function finishedRuns(paths: readonly string[]): Promise<FinishedRuns> {
  const { found, unread } = await findRuns(paths.map(fromCallersFolder), asCallerWrites);
  for (const { shown, reason } of unread) console.error(`left out: ${shown}: ${reason}`);
  const { series, candidates } = assessedSeries(found);
  if (series.length === 0) {
    throw new NoRunsError(
      `${paths.join(', ')}: there is no finished run below. Expected folders with a metrics.json, such as runs/quickstart/replay_ed. ` +
        'Give another folder, or make runs with: exmodel run',
    );
  }
  const inputs = [...found, ...unread].flatMap(({ shown }) => [
    `${shown}/metrics.json`,
    `${shown}/samples.png`,
  ]);
  return { series, omitted: { candidates, unread }, inputs };
}
