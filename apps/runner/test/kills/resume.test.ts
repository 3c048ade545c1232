import { afterAll, expect, it } from 'vitest';
import { meetAll } from '../faults/meet-all';
import { temporaryFolder } from '../temporary-folder';
import { resumedRuns } from './resumed-runs';

const cwd = temporaryFolder(afterAll);

it('killed at any of a hundred moments, a run goes on to the same bits, with the same logs', async () => {
  const { kills, problemsAfter } = await resumedRuns(cwd, 100);
  expect(await meetAll(kills, problemsAfter)).toEqual([]);
});
