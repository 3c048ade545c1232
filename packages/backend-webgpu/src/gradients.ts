import {
  engine,
  type GradFunc,
  getBackend,
  getGradient,
  Relu,
  Relu6,
  registerGradient,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from './backend/backend-name';
import { RELU_GRAD, RELU6_GRAD } from './kernels/relu-grad';

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
