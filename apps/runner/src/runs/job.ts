import type { StrategyConfig } from '../config/strategy-config';

/** One student to be trained and tested, in a folder of its own. Plain data: it can be sent to another process. */
export interface Job {
  /** `replay_ed`, `minversion_ed/VAL0`: its folder below the experiment's. */
  readonly name: string;
  readonly folder: string;
  readonly config: StrategyConfig;
}
