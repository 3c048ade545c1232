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
