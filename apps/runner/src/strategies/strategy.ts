import type { Benchmark, DatasetName } from '@exmodel/benchmarks';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Keys, StrategyKeys } from '../config/keys';
import type { StrategyConfig } from '../config/strategy-config';
import type { TrainedExpert } from '../experts/prepare-experts';
import type { ExpertOrigin } from '../streams/expert-origin';
import type { Stream } from '../streams/open-stream';
import type { Classifier } from '../teaching/classifier';
import type { TeachingEvent } from '../teaching/teaching-event';

/** What a strategy that declares the keys K has to work with. */
export interface StrategyContext<K extends Keys = Keys> {
  readonly config: StrategyConfig<K>;
  readonly benchmark: Benchmark;
  /** One per experience, in the stream's order. */
  readonly experts: readonly TrainedExpert[];
  /** A model with the shared initial weights, from which the experts start too unless each has its own; the caller disposes it. */
  readonly createStudent: Stream['createStudent'];
}

/** One way to learn from the stream, at work. */
export interface Strategy extends Classifier {
  /** Learns from experience `index`; called in order, each once. */
  learn(index: number): AsyncGenerator<TeachingEvent, void>;
  /**
   * All that is needed to go on from here with the same bits, as plain values; taken between two events of `learn`, or between
   * two experiences. Changes nothing. The experts and the images that come from the seed are not part of it.
   */
  state(): Promise<unknown>;
  /**
   * The bytes of all arrays that must be kept to learn from one more expert, measured on them: after the last `learn`.
   * Images that come again from the seed do not count.
   */
  stateBytes?(): Promise<number>;
  /** What is measured of the teaching itself, by name, after each `learn`. */
  measurements?(): Readonly<Record<string, number>>;
  /** The trained model, where there is one. */
  readonly model?: LayersModel;
  dispose(): void;
}

/**
 * One way to learn from the stream: a file in strategies/ and a line in its registry.
 *
 * @typeParam K the keys that it declares: its methods get their values typed. The caller passes the configuration of a job of this strategy, already checked against the declared keys.
 */
export interface StrategyDefinition<K extends Keys = Keys> extends StrategyKeys {
  readonly keys: K;
  /** A line for `exmodel list`. */
  readonly summary: string;
  /** Raised when a change gives other results with the same configuration: earlier results then do not count as finished. */
  readonly revision?: number;
  /**
   * Why this configuration makes no sense for this strategy, if it does not. Asked before anything is
   * trained; throws where data that the strategy needs is missing.
   *
   * @param experts the origins of the experts it would learn from; none if it learns without experts
   */
  refuse?(
    config: StrategyConfig<K>,
    benchmark: Benchmark,
    experts: readonly ExpertOrigin[],
  ): Promise<string | undefined> | string | undefined;
  /** The data set, beside the stream's own, that it learns from. */
  auxiliaryData?(scenario: string): DatasetName;
  /**
   * Expected work of all of `learn`, for the time left. One unit is what a training step takes for one
   * image: forward, and backward to the weights.
   */
  work(config: StrategyConfig<K>, benchmark: Benchmark): number;
  /** Units that `logits` takes for one image after experience `index`. */
  evaluationWork?(index: number, benchmark: Benchmark): number;
  /** Whether everything is learned at once, at the stream's end: then nothing is measured before. */
  atOnce?(config: StrategyConfig<K>): boolean;
  /** `true` if no expert is queried; then none is trained for it. */
  readonly withoutExperts?: boolean;
  /**
   * @param state of an earlier strategy with the same context: the new one goes on where it was taken. `learn` is then called
   * with the experience in which it was taken, or the next one
   */
  create(context: StrategyContext<K>, state?: unknown): Promise<Strategy>;
}

/** A definition whose methods see the keys typed that it declares. */
export function defineStrategy<K extends Keys>(definition: StrategyDefinition<K>): StrategyDefinition {
  return definition;
}
