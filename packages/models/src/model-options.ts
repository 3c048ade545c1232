export interface ModelOptions {
  /** Height, width and channels of one image. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** Outputs of the last layer, or of each head. */
  readonly classes: number;
  /**
   * Uniform draws in [0, 1) for the initial weights, in PyTorch's order. Fed with the float32 stream of
   * `torch.rand` (MT19937, 24 bits a draw), weights that PyTorch draws uniformly are its own bit for bit, and normal
   * ones to within their last bits.
   */
  readonly random: () => number;
  /** Width of the hidden layer: `simple_mlp` only, default 256. */
  readonly hiddenSize?: number | undefined;
  /**
   * One linear classifier a task, for multi-task streams: the model then has heads × classes outputs, head after head.
   * Without it there is one head, under other names in the state dict.
   */
  readonly heads?: number | undefined;
  /**
   * The classes of each task, in 0 … classes − 1, head by head: `masked_resnet` only, which needs it. A head's logits of
   * all other classes are −1000. `heads` may then be omitted.
   */
  readonly taskClasses?: readonly (readonly number[])[] | undefined;
}
