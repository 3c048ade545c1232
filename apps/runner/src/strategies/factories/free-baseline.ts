import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Keys } from '../../config/keys';
import { foreignArchitectures } from '../../experts/expert-origin';
import type { Classifier } from '../../teaching/classifier';
import type { Strategy, StrategyContext, StrategyDefinition } from '../strategy';

/** @typeParam K the keys that it declares, if any */
export interface FreeBaselineDefinition<K extends Keys = Keys> {
  readonly name: string;
  readonly summary: string;
  readonly keys?: K;
  /** `true` if it can use an image's task, or needs no heads. */
  readonly multiTask?: boolean;
  /** `true` where it combines weights, and so cannot combine experts of other architectures than the student's. */
  readonly sameArchitecture?: boolean;
  /** Why this configuration makes no sense for it, beside what holds for every combination. */
  readonly refuse?: NonNullable<StrategyDefinition<K>['refuse']>;
  readonly evaluationWork?: NonNullable<StrategyDefinition['evaluationWork']>;
  create(context: StrategyContext<K>): Classifier & {
    /** Adds expert `index`; no training. */
    take(index: number): Promise<void> | void;
    readonly model?: LayersModel;
    readonly stateBytes?: NonNullable<Strategy['stateBytes']>;
    dispose(): void;
  };
}

/** How many experts have been combined. */
interface State {
  readonly taken: number;
}

/** A combination of the experts that needs no training. */
export function freeBaseline<K extends Keys = Record<never, never>>(
  definition: FreeBaselineDefinition<K>,
): StrategyDefinition;
export function freeBaseline({
  create,
  keys = {},
  multiTask = false,
  sameArchitecture = false,
  refuse,
  ...definition
}: FreeBaselineDefinition): StrategyDefinition {
  const { name } = definition;
  return {
    ...definition,
    keys,
    work: () => 0,
    refuse(config, benchmark, experts) {
      if (benchmark.multiTask && !multiTask)
        return `${name} is for single-head streams: experts have one head, a multi-task student one per task. Choose another strategy`;
      const [foreign] = foreignArchitectures(experts, config);
      if (sameArchitecture && foreign !== undefined)
        return `${name} combines weights, and those of ${foreign} experts do not fit a ${config.model} student. Choose another strategy, or experts of one architecture`;
      return refuse?.(config, benchmark, experts);
    },
    async create(context, state) {
      const { take, ...combination } = create(context);
      const { taken = 0 } = (state ?? {}) as Partial<State>;
      // Nothing is learned: what was combined is combined again.
      for (let index = 0; index < taken; index++) await take(index);
      let next = taken;
      return {
        ...combination,
        async *learn(index) {
          await take(index);
          next = index + 1;
        },
        state: async (): Promise<State> => ({ taken: next }),
      };
    },
  };
}
