import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { StrategyContext, StrategyDefinition } from '../strategy';

export interface FreeBaselineDefinition {
  readonly name: string;
  readonly summary: string;
  readonly evaluationWork?: (index: number) => number;
  create(context: StrategyContext): {
    /** Takes in expert `index`; no training. */
    take(index: number): Promise<void> | void;
    logits(images: Tensor4D): Tensor2D;
    readonly model?: LayersModel;
    dispose(): void;
  };
}

/** A combination of the experts that needs no training, and no head of its own for each task. */
export function freeBaseline({ create, ...definition }: FreeBaselineDefinition): StrategyDefinition {
  return {
    ...definition,
    work: () => 0,
    refuse: (_config, benchmark) =>
      benchmark.multiTask
        ? `${definition.name} is for single-head streams; where the task is known, its expert alone is the answer. Choose another strategy`
        : undefined,
    create: async (context) => {
      const { take, ...combination } = create(context);
      return {
        ...combination,
        async *learn(index) {
          await take(index);
        },
      };
    },
  };
}
