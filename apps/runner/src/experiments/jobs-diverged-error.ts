import type { SeriesResult } from '../reports/series-result';

/** Some runs diverged: they have no result, and running them again would give none. */
export class JobsDivergedError extends Error {
  override readonly name = 'JobsDivergedError';

  constructor(
    /** Their strategies or variants, with the seed if there are several runs. */
    readonly runs: readonly string[],
  ) {
    super(
      `diverged: ${runs.join(', ')}; log.txt in the folder of each says where, and what to change. ` +
        'Then run again with --set name=ANOTHER-NAME, or replace these results with --fresh.',
    );
  }
}

/** @throws JobsDivergedError if some of these runs diverged; to be called once their results are shown and written */
export function refuseDiverged(results: readonly SeriesResult[]): void {
  const names = results.flatMap(({ name, runs }) => {
    const diverged = runs.filter((run) => run.diverged);
    return diverged.map(({ seed }) => (runs.length === 1 ? name : `${name} with seed ${seed}`));
  });
  if (names.length > 0) throw new JobsDivergedError(names);
}
