import { availableParallelism } from 'node:os';
import type { Fault, FaultyRuns } from './file-faults';

/** Meets faults, as many at once as there are cores, and tells the problems as they are found. */
export async function meetAll(
  faults: readonly Fault[],
  problemsAfter: FaultyRuns['problemsAfter'],
): Promise<readonly string[]> {
  const problems: string[] = [];
  const waiting = faults.values();
  const meetSome = async () => {
    for (const fault of waiting) {
      const { start, code, at, name, path } = fault;
      const found = await problemsAfter(fault);
      const told = found.map((problem) => `${start} ${code} ${at} ${name} ${path}: ${problem}`);
      for (const each of told) console.log(each);
      problems.push(...told);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, meetSome));
  console.log(`${faults.length} faults met`);
  return problems;
}
