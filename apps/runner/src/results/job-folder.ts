import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type JobConfig, type Metrics, readMetrics } from './metrics-file';
import { writeJson } from './write-whole';

/** A folder that holds another configuration's results. */
export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError';

  constructor(
    readonly folder: string,
    readonly differences: readonly string[],
  ) {
    super(
      `${folder} holds results of another configuration (${differences.join(', ')}). ` +
        'Keep both with --set name=ANOTHER-NAME, or replace the old results with --fresh.',
    );
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
 * Looks at a job's folder before anything runs: the metrics of an earlier run of the same
 * configuration, or undefined where the job is still to be done.
 *
 * @throws FolderTakenError when it holds another configuration's results and `fresh` is not set
 */
export function finishedMetrics(folder: string, config: JobConfig, fresh: boolean): Metrics | undefined {
  if (fresh) return undefined;
  const saved = savedConfig(folder);
  if (saved === undefined) return undefined;
  const differences = differingKeys(saved, config);
  if (differences.length > 0) throw new FolderTakenError(folder, differences);
  return readMetrics(join(folder, 'metrics.json'));
}

/**
 * Makes an empty folder for a job, with its `config.json`.
 *
 * @throws UnwritableFolderError
 */
export function startJobFolder(folder: string, config: JobConfig): void {
  orUnwritable(folder, () => {
    refuseFile(folder);
    rmSync(folder, { recursive: true, force: true });
    makeFolder(folder);
  });
  writeJson(join(folder, 'config.json'), config);
}

/**
 * Makes sure that results can be written below `folder`, before hours are spent on them.
 *
 * @throws UnwritableFolderError
 */
export function checkWritable(folder: string): void {
  const probe = join(folder, '.probe');
  orUnwritable(folder, () => {
    makeFolder(folder);
    writeFileSync(probe, '');
    rmSync(probe);
  });
}

function orUnwritable(folder: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new UnwritableFolderError(folder, error instanceof Error ? error.message : String(error));
  }
}

/** A file where a folder belongs is somebody's, and not ours to delete. */
function refuseFile(path: string): void {
  if (existsSync(path) && !statSync(path).isDirectory()) throw new Error('a file of that name is in the way');
}

function savedConfig(folder: string): Record<string, unknown> | undefined {
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
  mkdirSync(folder);
}

/** `lr 0.1 → 0.05` for every key that differs. */
function differingKeys(saved: Record<string, unknown>, config: JobConfig): string[] {
  const wanted: Record<string, unknown> = { ...config };
  return [...new Set([...Object.keys(saved), ...Object.keys(wanted)])]
    .filter((key) => JSON.stringify(saved[key]) !== JSON.stringify(wanted[key]))
    .map((key) => `${key} ${JSON.stringify(saved[key])} → ${JSON.stringify(wanted[key])}`);
}
