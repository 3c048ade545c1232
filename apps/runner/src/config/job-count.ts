import type { ProblemAt } from './config-error';
import { mostJobs, mostJobsEver } from './most-jobs';
import type { ExperimentConfig } from './schema';
import type { StudyConfig } from './study-schema';

/** Refuses strategies, runs or a grid that make too many jobs. Their number comes from the lengths of the lists; no job is made. */
export function tooManyJobs({
  strategy,
  grid,
  seeds,
  assess_runs = 1,
  max_jobs,
}: Pick<ExperimentConfig, 'strategy' | 'grid' | 'seeds' | 'assess_runs' | 'max_jobs'>): ProblemAt[] {
  const lengths = Object.values(grid ?? {}).map((values) => values?.length ?? 1);
  const points = lengths.reduce((total, length) => total * length, 1);
  const candidates = points > 1 ? points : 0;
  const runs = seeds?.length ?? assess_runs;
  const { length } = [strategy].flat();
  const count = length * (candidates + runs);
  if (seeds !== undefined && candidates <= seeds.length)
    return refuse(`there are ${seeds.length} seeds`, count, max_jobs, ['seeds']);
  if (grid !== undefined) return refuse(`the grid has ${points} points`, count, max_jobs, ['grid']);
  return runs > length
    ? refuse(`there are ${runs} runs`, count, max_jobs, ['assess_runs'])
    : refuse(`there are ${length} strategies`, count, max_jobs, ['strategy']);
}

/** Refuses a study of too many jobs: one a variant and seed. */
export function tooManyVariants({
  variants,
  seeds,
  max_jobs,
}: Pick<StudyConfig, 'variants' | 'seeds' | 'max_jobs'>): ProblemAt[] {
  const count = Object.keys(variants).length;
  const what = `there are ${count} variants and ${seeds.length} seeds`;
  return refuse(what, count * seeds.length, max_jobs, ['variants']);
}

function refuse(what: string, jobs: number, most = mostJobs, path: readonly string[]): ProblemAt[] {
  if (jobs <= most) return [];
  const raise = jobs <= mostJobsEver ? `, or set max_jobs: ${jobs}` : '';
  const text = () =>
    `${what}, which makes ${jobs} jobs; up to ${most} are accepted. Shorten the lists${raise}.`;
  return [{ path, text }];
}
