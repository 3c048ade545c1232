import type { ImageBatch, Weights } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import { z } from 'zod';
import type { Keys } from '../../config/keys';
import type { StrategyConfig } from '../../config/strategy-config';
import type { TrainedExpert } from '../../experts/prepare-experts';
import { studentClassifier } from '../../teaching/classifier';
import { painted } from '../../teaching/images/painted';
import type { StrategyContext, StrategyDefinition } from '../strategy';
import { type FreeBaselineDefinition, freeBaseline } from './free-baseline';

const mergeKeys = {
  reestimate_batch_norm: z
    .boolean()
    .optional()
    .describe(
      '(added) estimate batch norm’s statistics again, on painted images, instead of averaging those of the experts',
    ),
};

/** What a merge is given after each expert. */
export interface Merging<K extends Keys = Keys, M = unknown> {
  readonly config: StrategyConfig<K>;
  /** The weights of the experts so far. */
  readonly models: readonly Weights[];
  /** What was measured of each of them. */
  readonly measured: readonly M[];
  /** The weights that the experts' training started from, as far as the definition asks for them; else the student's. */
  readonly initial: Weights;
  /** Whether array `i` is trained: batch norm's running statistics are not. */
  isTrained(i: number): boolean;
}

/**
 * @typeParam K the keys that it declares, if any
 * @typeParam M what it measures
 */
export interface WeightMergeDefinition<K extends Keys = Keys, M = unknown>
  extends Pick<FreeBaselineDefinition<K>, 'name' | 'summary' | 'refuse'> {
  readonly keys?: K;
  /** The weights that the experts' training started from, asked for once. */
  initial?(experts: readonly TrainedExpert[], student: Weights): Promise<Weights>;
  /**
   * What the merge needs of an expert beside its weights.
   *
   * @param paint makes so many images, which stand for the data that nobody has: the same ones each time
   */
  measure?(expert: TrainedExpert, paint: Paint, config: StrategyConfig<K>): Promise<M>;
  merge(merging: Merging<K, M>): Weights;
}

type Paint = (count: number) => ImageBatch;

/** A student whose weights are a merge of the experts', without training. */
export function weightMerge<K extends Keys = Record<never, never>, M = undefined>({
  initial: initialOf,
  measure,
  merge,
  keys = {} as K,
  ...definition
}: WeightMergeDefinition<K, M>): StrategyDefinition {
  return freeBaseline<K & typeof mergeKeys>({
    ...definition,
    keys: { ...keys, ...mergeKeys },
    sameArchitecture: true,
    create(context) {
      const { experts, config } = context;
      const { model, student } = context.createStudent();
      const paint = paintOnce(context);
      const trained = new Set(model.trainableWeights);
      const models: Weights[] = [];
      const measured: M[] = [];
      let initial: Weights | undefined;
      return {
        model,
        async take(index) {
          const expert = experts[index];
          if (expert?.weights === undefined) throw new RangeError(`there are no weights of expert ${index}`);
          const start = initial ?? (await student.weights());
          initial ??= (await initialOf?.(experts, start)) ?? start;
          models.push(await expert.weights());
          if (measure !== undefined) measured.push(await measure(expert, paint, config));
          const isTrained = (i: number) => trained.has(model.weights[i] as (typeof model.weights)[number]);
          student.setWeights(merge({ config, models, measured, initial, isTrained }));
          if (config.reestimate_batch_norm === true)
            await reestimateBatchNorm(model, paint(500), { batchSize: 100 });
        },
        ...studentClassifier(student),
        dispose: () => void model.dispose(),
      };
    },
  });
}

/** Paints images from the job's seed; those of the same number are painted once. */
function paintOnce({ benchmark, config }: StrategyContext): Paint {
  const made = new Map<number, ImageBatch>();
  return (count) => {
    const images = made.get(count) ?? painted.batch(benchmark, count, config.seed);
    made.set(count, images);
    return images;
  };
}
