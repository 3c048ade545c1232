import { availableParallelism } from 'node:os';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder';
import { faultyRuns } from './file-faults';

const cwd = temporaryFolder(afterAll);
it(
  'whichever file operation of a run fails or is its last: one line, and the same command ends in the same bits',
  async () => {
    const { faults, problemsAfter } = await faultyRuns(cwd);
    const problems: string[] = [];
    const waiting = faults.values();
    const meetSome = async () => {
      for (const fault of waiting) {
        const found = await problemsAfter(fault);
        const { start, code, at, name, path } = fault;
        const told = found.map((problem) => `${start} ${code} ${at} ${name} ${path}: ${problem}`);
        for (const each of told) console.log(each);
        problems.push(...told);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, meetSome));
    console.log(`${faults.length} faults`);
    expect(problems).toEqual([]);
  },
  1000 * 60 * 60,
);
