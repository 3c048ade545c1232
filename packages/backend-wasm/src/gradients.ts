import {
  add,
  CropAndResize,
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
  RotateWithOffset,
  registerGradient,
  rsqrt,
  type Tensor,
  type Tensor4D,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { RELU_GRAD, RELU6_GRAD } from './kernels/binary';
import { CROP_AND_RESIZE_IMAGE_GRAD } from './kernels/crop-and-resize';
import { BACKEND_NAME } from './kernels/define-kernel';
import { ROTATE_WITH_OFFSET_GRAD } from './kernels/rotate-with-offset';

type Gradient = NonNullable<ReturnType<typeof getGradient>>;

const replaced = new WeakSet<GradFunc>();

/** Puts `gradient` in the place of tfjs's where this backend computes; elsewhere tfjs's goes on, with what is saved now. */
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
  saves: Partial<Gradient> = {},
): void {
  const original = getGradient(kernelName) as Gradient | undefined;
  if (original === undefined || replaced.has(original.gradFunc)) return;
  const gradFunc: GradFunc = (dy, saved, attrs) => {
    const fromTfjs = () => original.gradFunc(dy, saved, attrs) as Record<string, () => Tensor>;
    return getBackend() === BACKEND_NAME ? gradient(dy as Tensor, saved, attrs, fromTfjs) : fromTfjs();
  };
  replaced.add(gradFunc);
  registerGradient({ ...original, ...saves, gradFunc });
}

/** What a gradient keeps of its op's forward pass. */
const INPUT: Partial<Gradient> = { inputsToSave: ['x'] };
const OUTPUT: Partial<Gradient> = { inputsToSave: [], outputsToSave: [true] };

/** tfjs composes ReLU's gradient of three ops; here it is one. It is linear in dy, and so is its own gradient. */
function registerRelu(kernelName: string, gradientName: string, saves: Partial<Gradient>): void {
  const run = (dy: Tensor, saved: Tensor) => engine().runKernel(gradientName, { a: dy, b: saved }) as Tensor;
  replaceGradient(kernelName, (dy, saved) => ({ x: () => run(dy, saved[0] as Tensor) }), saves);
  registerGradient({
    kernelName: gradientName,
    inputsToSave: ['b'],
    gradFunc: (dy, saved) => {
      const b = saved[0] as Tensor;
      return { a: () => run(dy as Tensor, b), b: () => zerosLike(b) };
    },
  });
}

/** For an op that has no gradient in tfjs. */
function registerMissing(gradient: Gradient): void {
  if (getGradient(gradient.kernelName) === undefined) registerGradient(gradient);
}

/**
 * Cheaper forms of gradients that tfjs composes of many passes over whole tensors, and those, with respect to the image, of ops which have
 * none there: flipLeftRight, rotateWithOffset and cropAndResize.
 * Results are the same; other backends keep tfjs's own.
 */
export function registerGradients(): void {
  // The output is positive where the input is, and the next layer keeps it anyway: the input need not stay in memory.
  registerRelu(Relu, RELU_GRAD, OUTPUT);
  registerRelu(Relu6, RELU6_GRAD, INPUT);
  registerMissing({
    kernelName: FlipLeftRight,
    gradFunc: (dy) => ({ image: () => image.flipLeftRight(dy as Tensor4D) }),
  });
  registerMissing({
    kernelName: RotateWithOffset,
    gradFunc: (dy, _saved, attrs) => ({
      image: () => engine().runKernel(ROTATE_WITH_OFFSET_GRAD, { dy: dy as Tensor }, attrs) as Tensor,
    }),
  });
  registerMissing({
    kernelName: CropAndResize,
    inputsToSave: ['image', 'boxes', 'boxInd'],
    gradFunc: (dy, saved, cropAttrs) => {
      const [images, boxes, boxInd] = saved as [Tensor, Tensor, Tensor];
      const inputs = { dy: dy as Tensor, boxes, boxInd };
      const attrs = { ...cropAttrs, imageShape: images.shape };
      return { image: () => engine().runKernel(CROP_AND_RESIZE_IMAGE_GRAD, inputs, attrs) as Tensor };
    },
  });
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
