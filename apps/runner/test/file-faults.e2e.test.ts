import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fault, type FaultyRuns, faultyRuns } from './faults/file-faults';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
let runs: FaultyRuns;

beforeAll(async () => {
  runs = await faultyRuns(cwd);
});

/** The faults of a run that one of its kind stands for: of `pnpm test:faults`, which meets them all. */
const sample: readonly (readonly [start: Fault['start'], code: Fault['code'], name: string, path: RegExp])[] =
  [
    ['empty', 'KILL', 'rename', /model_e1\.safetensors$/],
    ['empty', 'ENOSPC', 'write', /samples\/buffer_e0\.safetensors/],
    ['empty', 'ENOSPC', 'write', /events\.jsonl$/],
    ['empty', 'EACCES', 'mkdir', /samples$/],
    ['empty', 'EIO', 'fsync', /metrics\.json/],
    ['unfinished', 'KILL', 'unlink', /student\.safetensors$/],
    ['interrupted', 'KILL', 'rename', /metrics\.csv$/],
  ];

it.each(sample)(
  'from %s folders, %s at %s of %s: one line, and the same command ends in the same bits',
  async (...wanted) => {
    const [start, code, name, path] = wanted;
    const fault = runs.faults.find(
      (each) => each.start === start && each.code === code && each.name === name && path.test(each.path),
    );
    expect(fault && (await runs.problemsAfter(fault))).toEqual([]);
  },
);
