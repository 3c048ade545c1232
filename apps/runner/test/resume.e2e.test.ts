import { afterAll, beforeAll, expect, it } from 'vitest';
import { resumedRuns } from './kills/resumed-runs';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const count = 4;
let runs: Awaited<ReturnType<typeof resumedRuns>>;
beforeAll(async () => {
  runs = await resumedRuns(cwd, count, 0);
});

it.each(Array.from({ length: count }, (_, i) => i))(
  'killed in part %i of its work, a run goes on to the same bits, with the same logs',
  async (i) => {
    const kill = runs.kills[i];
    expect(kill && (await runs.problemsAfter(kill))).toEqual([]);
  },
);
