import {
  add,
  engine,
  FlipLeftRight,
  FusedBatchNorm,
  type FusedBatchNormAttrs,
  type GradFunc,
  getBackend,
  getGradient,
  image,
  mul,
  type NamedAttrMap,
  Relu,
  Relu6,
  registerGradient,
  rsqrt,
  type Tensor,
  type Tensor4D,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { RELU_GRAD, RELU6_GRAD } from './kernels/binary';
import { BACKEND_NAME } from './kernels/define-kernel';

type Gradient = NonNullable<ReturnType<typeof getGradient>>;

const replaced = new WeakSet<GradFunc>();

/** Puts `gradient` in the place of tfjs's where this backend computes; elsewhere tfjs's goes on. */
function replaceGradient(
  kernelName: string,
  gradient: (
    dy: Tensor,
    saved: Tensor[],
    attrs: NamedAttrMap,
    original: () => Record<string, () => Tensor>,
  ) => {
    [name: string]: () => Tensor;
  },
): void {
  const original = getGradient(kernelName) as Gradient | undefined;
  if (original === undefined || replaced.has(original.gradFunc)) return;
  const gradFunc: GradFunc = (dy, saved, attrs) => {
    const fromTfjs = () => original.gradFunc(dy, saved, attrs) as Record<string, () => Tensor>;
    return getBackend() === BACKEND_NAME ? gradient(dy as Tensor, saved, attrs, fromTfjs) : fromTfjs();
  };
  replaced.add(gradFunc);
  registerGradient({ ...original, gradFunc });
}

/** tfjs composes ReLU's gradient of three ops; here it is one. It is linear in dy, and so is its own gradient. */
function registerRelu(kernelName: string, gradientName: string): void {
  const run = (dy: Tensor, x: Tensor) => engine().runKernel(gradientName, { a: dy, b: x }) as Tensor;
  replaceGradient(kernelName, (dy, saved) => ({ x: () => run(dy, saved[0] as Tensor) }));
  registerGradient({
    kernelName: gradientName,
    inputsToSave: ['b'],
    gradFunc: (dy, saved) => {
      const x = saved[0] as Tensor;
      return { a: () => run(dy as Tensor, x), b: () => zerosLike(x) };
    },
  });
}

/**
 * Cheaper forms of gradients that tfjs composes of many passes over whole tensors, and that of an op which has none there.
 * Results are the same; other backends keep tfjs's own.
 */
export function registerGradients(): void {
  registerRelu(Relu, RELU_GRAD);
  registerRelu(Relu6, RELU6_GRAD);
  // tfjs has none.
  if (getGradient(FlipLeftRight) === undefined) {
    registerGradient({
      kernelName: FlipLeftRight,
      gradFunc: (dy) => ({ image: () => image.flipLeftRight(dy as Tensor4D) }),
    });
  }
  // Through frozen statistics: one product by channel, where tfjs tiles the factors over the whole tensor.
  replaceGradient(FusedBatchNorm, (dy, saved, attrs, original) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    const { varianceEpsilon } = attrs as unknown as FusedBatchNormAttrs;
    const later = (name: string) => () => (original()[name] as () => Tensor)();
    const deviation = () => rsqrt(add(variance, varianceEpsilon));
    return {
      x: () =>
        mean.rank === 1 && mean.size === x.shape.at(-1)
          ? mul(dy, scale == null ? deviation() : mul(deviation(), scale))
          : later('x')(),
      mean: later('mean'),
      variance: later('variance'),
      scale: later('scale'),
      offset: later('offset'),
    };
  });
}
