import type { Variable } from '@tensorflow/tfjs-core';
import type { DistillationLoss } from '../losses/distillation-loss';
import type { Optimizer } from '../optimizers/optimizer';
import type { SampleSource } from '../sources/sample-source';
import type { Student } from '../student';
import type { Targets } from '../targets/targets';

/** How to learn; YAML name of the reference in brackets. */
export type ExModelOptions = CommonOptions & StepOptions;

interface CommonOptions {
  readonly student: Student;
  /** Where training images come from. */
  readonly source: SampleSource;
  /** Optimizer steps per expert, ≥ 1 [`num_iter_per_exp`]. */
  readonly iterations: number;
  /** Images per step, ≥ 1 [`train_mb_size`]. */
  readonly batchSize: number;
  /** What the student's logits should become; default `distillationTargets()`, in multi-task streams `multiTaskTargets`. */
  readonly targets?: Targets | undefined;
  /** Distance to the targets [`loss_type`]; default mean squared error. */
  readonly loss?: DistillationLoss | undefined;
  /** Adds the cross-entropy with the images' labels, or with argmax of the targets where there are none [`ce_loss`]. */
  readonly crossEntropy?: boolean | undefined;
  /** From the second expert on, starts again from the initial weights [`reset_model`]. */
  readonly resetModel?: boolean | undefined;
  /** Copies the first expert's weights instead of learning from it [`init_from_expert`]. */
  readonly initFromExpert?: boolean | undefined;
  /** Ends an experience with an `AbortError` at its next event or sooner; it is then as one that was left. */
  readonly signal?: AbortSignal | undefined;
  /** The seed of every draw. */
  readonly seed: number;
}

/** Plain SGD with a learning rate, or an optimizer of one's own; `learningRate` then has no effect. */
type StepOptions =
  | {
      /** Of the default optimizer, plain SGD; > 0 [`lr`]. */
      readonly learningRate: number;
      readonly optimizer?: MakeOptimizer | undefined;
    }
  | {
      readonly learningRate?: number | undefined;
      readonly optimizer: MakeOptimizer;
    };

/**
 * Makes the optimizer of one experience. Called at the beginning of each and disposed of at its end, so
 * that no momentum outlives the weights and the loss that it came from.
 */
export type MakeOptimizer = (variables: readonly Variable[]) => Optimizer;
