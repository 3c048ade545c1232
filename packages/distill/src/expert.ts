import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { RunningStatistics } from './running-statistics';
import type { Weights } from './weights';

/** What one batch-norm layer is given, and its running statistics. All four have shape [channels]. */
export interface BatchNormStatistics {
  /** Mean of the layer's input over the batch; differentiable in the images. */
  readonly mean: Tensor1D;
  /** Biased variance of the layer's input over the batch; differentiable in the images. */
  readonly variance: Tensor1D;
  readonly runningMean: Tensor1D;
  readonly runningVariance: Tensor1D;
}

/** How new images are to an expert, judged by what training changed in its layers. */
export interface NoveltyProbe {
  /** The layers that training changed: how many directions their input has, and in how many they were changed. */
  readonly layers: readonly { readonly inputs: number; readonly rank: number }[];
  /**
   * Images → [batch, views × layers], 0 … 1, view by view: the share of the energy of each layer's input that lies in directions in
   * which training never changed the layer's kernel. Low for what the expert was trained on. A view is a network that computes the
   * layers' inputs: first the expert's own, then an earlier one, for example the network that its training started from.
   */
  of(images: Tensor4D): Tensor2D;
}

/**
 * A frozen classifier: all that the learner needs from whoever trained it.
 *
 * The optional methods are probes that some sample sources need; a source that misses one throws
 * a {@link MissingProbeError}. Tensors that a method returns belong to the caller.
 */
export interface Expert {
  /** The classes that this expert was trained on: columns of its logits, no duplicates. */
  readonly classes: readonly number[];
  /** The task this expert stands for in a multi-task stream. */
  readonly task?: number | undefined;
  /** Images [batch, height, width, channels] → logits [batch, outputs], in inference mode, differentiable in the images. */
  logits(images: Tensor4D): Tensor2D;
  /**
   * Logits, and the statistics of every batch-norm layer's input in the model's order of layers: none comes
   * before a layer that it depends on; parallel branches have no further order.
   */
  logitsAndStatistics?(images: Tensor4D): { logits: Tensor2D; statistics: readonly BatchNormStatistics[] };
  /** The last layer's weight matrix, one row per class: [outputs, features]. */
  classifierWeights?(): Tensor2D;
  /** Of its batch-norm layers; absent where it has none. The consensus changes them while the expert is queried, and puts them back. */
  readonly runningStatistics?: RunningStatistics | undefined;
  /** A copy of everything that the expert has learned. */
  weights?(): Promise<Weights>;
  /** The weights that its training started from, if they are known and are not the student's initial ones. */
  readonly initialWeights?: Weights | undefined;
  /** That `initialWeights` are an estimate, as of `withJointOrigin`. */
  readonly initialEstimated?: boolean | undefined;
  /**
   * How new images are to the expert.
   *
   * @param initial the weights that its training started from
   * @param reference one batch of images of no class in particular, the caller's to dispose once the probe is there:
   * where a layer's input is never negative on them, its mean over them is not counted
   * @param options `estimated`: the initial weights are an estimate, whose network sees too little; the earlier network has weights between them
   * and the expert's own, or there is none; `aligned`: batch norm of the earlier network goes by what it sees of `reference`, not by its running
   * statistics; `signal` aborts the work
   */
  novelty?(
    initial: Weights,
    reference: Tensor4D,
    options?: {
      readonly estimated?: boolean | undefined;
      readonly aligned?: boolean | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<NoveltyProbe>;
}
