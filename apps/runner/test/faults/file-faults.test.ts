import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder';
import { faultyRuns } from './file-faults';
import { meetAll } from './meet-all';

const cwd = temporaryFolder(afterAll);

it('whichever file operation of a run fails or is its last: one line, and the same command ends in the same bits', async () => {
  const { faults, problemsAfter } = await faultyRuns(cwd);
  expect(await meetAll(faults, problemsAfter)).toEqual([]);
});
