import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type JobConfig, type Metrics, readMetrics } from './metrics-file';
import { writeJson } from './write-whole';

/** What a job is: two jobs with the same identity would give the same results. Kept in `config.json`. */
export interface JobIdentity extends JobConfig {
  /** Name of the backend: its rounding is in the results. */
  readonly backend: string;
  /** Of the strategy, where it has given other results before. */
  readonly revision?: number;
}

/** What is known about the keys of a configuration that is compared with a saved one. */
export interface ComparedKeys {
  /** What holds where a key is not given. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Keys that the job's strategy does not read: its results do not depend on them. */
  readonly unread: readonly string[];
}

/** A folder that holds something else than this job's results. */
export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError';

  constructor(
    readonly folder: string,
    readonly held: string,
    advice: string,
  ) {
    super(`${folder} holds ${held}. ${advice}`);
  }
}

/** A folder that cannot be written. */
export class UnwritableFolderError extends Error {
  override readonly name = 'UnwritableFolderError';

  constructor(
    readonly folder: string,
    readonly reason: string,
  ) {
    super(
      `${folder} cannot be written: ${reason}. Results go there; choose another folder with --set logdir=FOLDER or mend this one.`,
    );
  }
}

/**
 * Looks at a job's folder before anything runs: the metrics of an earlier run of the same job, or
 * undefined where it is still to be done. With `fresh` whatever a run wrote there may be replaced.
 *
 * @throws FolderTakenError when it holds another job's results, or files that no run wrote
 */
export function finishedMetrics(
  folder: string,
  job: JobIdentity,
  fresh: boolean,
  keys: ComparedKeys = { defaults: {}, unread: [] },
): Metrics | undefined {
  if (isFree(folder)) return undefined;
  const saved = savedIdentity(folder);
  if (saved === undefined) {
    throw new FolderTakenError(
      folder,
      'files that no run of this command wrote, or no readable config.json',
      'Move them away, or choose another folder with --set name=ANOTHER-NAME.',
    );
  }
  if (fresh) return undefined;
  const differences = differingKeys(saved, job, keys);
  const results = existsSync(join(folder, 'metrics.json')) ? 'results' : 'an unfinished run';
  if (differences.length > 0) {
    throw new FolderTakenError(
      folder,
      `${results} of another configuration (${differences.join(', ')})`,
      'Keep both with --set name=ANOTHER-NAME, or replace the old with --fresh.',
    );
  }
  if (results === 'an unfinished run') return undefined;
  const metrics = readMetrics(join(folder, 'metrics.json'));
  if (metrics !== undefined) return metrics;
  throw new FolderTakenError(
    folder,
    'a metrics.json that this version cannot read',
    'Keep both with --set name=ANOTHER-NAME, or replace the old with --fresh.',
  );
}

/**
 * Makes an empty folder for a job that {@link finishedMetrics} let pass, with its `config.json`.
 *
 * @throws UnwritableFolderError
 */
export function startJobFolder(folder: string, job: JobIdentity): void {
  orUnwritable(folder, () => {
    if (!isFree(folder)) rmSync(folder, { recursive: true });
    makeFolder(folder);
  });
  writeJson(join(folder, 'config.json'), job);
}

/**
 * Makes sure that results can be written below `folder`, before hours are spent on them.
 *
 * @throws UnwritableFolderError
 */
export function checkWritable(folder: string): void {
  const probe = join(folder, `.probe.${process.pid}`);
  orUnwritable(folder, () => {
    makeFolder(folder);
    writeFileSync(probe, '');
    rmSync(probe, { force: true });
  });
}

function orUnwritable(folder: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new UnwritableFolderError(folder, error instanceof Error ? error.message : String(error));
  }
}

/** Nothing there, or nothing but what a killed process began to write. A file in its place is somebody's, and not ours to delete. */
function isFree(folder: string): boolean {
  if (!existsSync(folder)) return true;
  if (!statSync(folder).isDirectory()) {
    throw new UnwritableFolderError(folder, 'a file of that name is in the way');
  }
  return readdirSync(folder).every((name) => name.endsWith('.part'));
}

function savedIdentity(folder: string): Record<string, unknown> | undefined {
  const path = join(folder, 'config.json');
  if (!existsSync(path)) return undefined;
  try {
    const saved: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof saved === 'object' && saved !== null ? { ...saved } : undefined;
  } catch {
    return undefined;
  }
}

/** Makes a folder and those above it. Node's own recursive mkdir never returns below /proc (seen with Node 20). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another job's process may have made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * `lr 0.1 → 0.05` for every key in which a saved and a wanted configuration differ.
 *
 * The rule of identity: two configurations are the same if they agree in every key that the job's strategy reads. A key that
 * the saved one lacks did not exist when that job ran, and counts as the key's default. So a new key with a default leaves
 * finished jobs finished, and its default must be what held before the key existed.
 */
function differingKeys(
  saved: Record<string, unknown>,
  job: JobIdentity,
  { defaults, unread }: ComparedKeys,
): string[] {
  const before: Record<string, unknown> = { ...defaults, ...saved };
  const wanted: Record<string, unknown> = { ...job };
  return [...new Set([...Object.keys(saved), ...Object.keys(wanted)])]
    .filter((key) => !unread.includes(key))
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(wanted[key]))
    .map((key) => `${key} ${JSON.stringify(before[key])} → ${JSON.stringify(wanted[key])}`);
}
