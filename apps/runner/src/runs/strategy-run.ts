import type { FolderStore } from '../storage/folder-store';
import type { StrategyContext, StrategyDefinition } from '../strategies/strategy';

/** What it takes to run one strategy on a stream. */
export interface StrategyRun {
  readonly definition: StrategyDefinition;
  readonly context: StrategyContext;
  readonly store: FolderStore;
  /** Where in the store the results go: the key of a folder that holds no results. */
  readonly folder: string;
  /** Name of the backend. */
  readonly backend: string;
}
