import type { FolderStore } from '../storage/folder-store';
import type { Chosen } from '../storage/metrics-file';
import type { StrategyContext, StrategyDefinition } from '../strategies/strategy';
import type { JobCheckpoints } from './checkpoints';
import type { JobState } from './job-state';

/** What it takes to run one strategy on a stream. */
export interface StrategyRun {
  readonly definition: StrategyDefinition;
  readonly context: StrategyContext;
  readonly store: FolderStore;
  /** The job's name, with which the key of its folder ends. */
  readonly name: string;
  /** What the user typed to run it. */
  readonly commandLine?: string | undefined;
  /** Where in the store the results go: the key of a folder that holds no results, or those up to `from`. */
  readonly folder: string;
  /** Where the run goes on. */
  readonly from?: JobState | undefined;
  readonly checkpoints: JobCheckpoints;
  /** How the job was chosen from a grid. */
  readonly chosen?: Chosen | undefined;
  /** Name of the backend. */
  readonly backend: string;
}

/** The name of the experiment or the study that the job is part of: its folder's key is `RUN/NAME`. */
export function runOf({ folder, name }: Pick<StrategyRun, 'folder' | 'name'>): string {
  return folder.slice(0, Math.max(0, folder.length - name.length - 1));
}
