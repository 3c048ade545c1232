import {
  add,
  engine,
  type GradFunc,
  getBackend,
  getGradient,
  mul,
  type NamedAttrMap,
  Relu,
  Relu6,
  registerGradient,
  rsqrt,
  sub,
  sum,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from './backend/backend-name';
import { BATCH_NORM_INFERENCE, BATCH_NORM_INFERENCE_GRAD } from './kernels/batch-norm-inference';
import { RELU_GRAD, RELU6_GRAD } from './kernels/relu-grad';
import { SEEDED_DROPOUT } from './kernels/seeded-dropout';

type Gradient = NonNullable<ReturnType<typeof getGradient>>;

const replaced = new WeakSet<GradFunc>();

/**
 * tfjs composes the gradients of Relu and Relu6 of three ops; on this backend they are one. Other backends keep tfjs's. Registers what tfjs's
 * gradients must precede: call it when the backend is first used.
 */
export function registerGradients(): void {
  // The output is positive where the input is, and the next layer keeps it anyway: the input need not stay in memory.
  registerRelu(Relu, RELU_GRAD, { inputsToSave: [], outputsToSave: [true] });
  registerRelu(Relu6, RELU6_GRAD, { inputsToSave: ['x'] });
  registerBatchNormInference();
  registerSeededDropout();
}

/** With the same mask. */
function registerSeededDropout(): void {
  registerGradient({
    kernelName: SEEDED_DROPOUT,
    inputsToSave: ['generator'],
    gradFunc: (dys, saved, attributes) => {
      const [dy] = dys as unknown as Tensor[];
      const inputs = { x: dy as Tensor, generator: saved[0] as Tensor };
      const run = () => engine().runKernel(SEEDED_DROPOUT, inputs, attributes) as unknown as Tensor[];
      return { x: () => run()[0] as Tensor, generator: () => zerosLike(saved[0] as Tensor) };
    },
  });
}

/** With respect to x in one pass; a caller who asks for the others trains few channels with fixed statistics. */
function registerBatchNormInference(): void {
  const run = (dy: Tensor, scale: Tensor, variance: Tensor, attributes: NamedAttrMap) =>
    engine().runKernel(BATCH_NORM_INFERENCE_GRAD, { dy, scale, variance }, attributes) as Tensor;
  registerGradient({
    kernelName: BATCH_NORM_INFERENCE,
    inputsToSave: ['x', 'scale', 'mean', 'variance'],
    gradFunc: (dys, saved, attributes) => {
      const dy = dys as Tensor;
      const [x, scale, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor];
      const axes = x.shape.slice(1).map((_, i) => i);
      const normed = () => mul(sub(x, mean), rsqrt(add(variance, attributes.epsilon as number)));
      return {
        x: () => run(dy, scale, variance, attributes),
        scale: () => sum(mul(dy, normed()), axes),
        offset: () => sum(dy, axes),
      };
    },
  });
  // Linear in dy.
  registerGradient({
    kernelName: BATCH_NORM_INFERENCE_GRAD,
    inputsToSave: ['scale', 'variance'],
    gradFunc: (dys, saved, attributes) => {
      const [scale, variance] = saved as [Tensor, Tensor];
      return { dy: () => run(dys as Tensor, scale, variance, attributes) };
    },
  });
}

/** The one-pass gradient is linear in dy, and so is its own gradient. */
function registerRelu(kernelName: string, gradientName: string, saves: Partial<Gradient>): void {
  const original = getGradient(kernelName) as Gradient | undefined;
  if (original === undefined || replaced.has(original.gradFunc)) return;
  const run = (dy: Tensor, b: Tensor) => engine().runKernel(gradientName, { a: dy, b }) as Tensor;
  const gradFunc: GradFunc = (dy, saved, attrs) =>
    getBackend() === BACKEND_NAME
      ? { x: () => run(dy as Tensor, saved[0] as Tensor) }
      : original.gradFunc(dy, saved, attrs);
  replaced.add(gradFunc);
  registerGradient({ ...original, ...saves, gradFunc });
  registerGradient({
    kernelName: gradientName,
    inputsToSave: ['b'],
    gradFunc: (dy, saved) => {
      const b = saved[0] as Tensor;
      return { a: () => run(dy as Tensor, b), b: () => zerosLike(b) };
    },
  });
}
