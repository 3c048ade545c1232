import {
  add,
  customGrad,
  div,
  moments,
  mul,
  slice,
  squeeze,
  stack,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';

/**
 * Mean and biased variance [channels] of a layer's input, over all axes but the last. Differentiable: one node of
 * the gradient tape that costs two passes over the input, in place of the dozen that tfjs makes of `moments`.
 */
export function channelMoments(input: Tensor): { mean: Tensor1D; variance: Tensor1D } {
  const both = momentRows(input) as Tensor2D;
  const row = (index: number) => squeeze<Tensor1D>(slice(both, [index, 0], [1, -1]), [0]);
  return { mean: row(0), variance: row(1) };
}

/** [2, channels]: the means, and the variances. */
const momentRows = customGrad((x, save) => {
  const input = x as Tensor;
  const axes = Array.from({ length: input.rank - 1 }, (_, axis) => axis);
  const { mean, variance } = moments(input, axes);
  (save as (tensors: Tensor[]) => void)([input, mean]);
  const count = input.size / (input.shape.at(-1) as number);
  return {
    value: stack([mean, variance]),
    // ∂/∂x of dm·mean + dv·variance is dm/n + dv·2(x − mean)/n.
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const [values, center] = saved as [Tensor, Tensor];
      const [dm, dv] = [0, 1].map((index) => div(squeeze(slice(dy, [index, 0], [1, -1]), [0]), count)) as [
        Tensor,
        Tensor,
      ];
      const slope = mul(dv, 2);
      return add(mul(values, slope), sub(dm, mul(slope, center)));
    },
  };
});
