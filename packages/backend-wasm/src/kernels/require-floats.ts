import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { KernelInputError } from './kernel-input-error';

/** A kernel's inputs by name, each with the shape that it must have. */
type ExpectedShapes = Readonly<Record<string, readonly [tensor: TensorInfo, shape: readonly number[]]>>;

/**
 * For kernels that no kernel of tfjs stands behind: they trust what they are given, addresses and lengths.
 *
 * @throws KernelInputError unless every input is float32 and of its shape
 */
export function requireFloats(kernelName: string, inputs: ExpectedShapes): void {
  for (const [name, [{ dtype, shape }, expected]] of Object.entries(inputs)) {
    if (dtype === 'float32' && util.arraysEqual(shape, [...expected])) continue;
    throw new KernelInputError(
      kernelName,
      `${name}: ${dtype} of shape [${shape}]`,
      `float32 of shape [${expected}]`,
    );
  }
}
