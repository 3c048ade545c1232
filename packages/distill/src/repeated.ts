import { backend, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** What a backend may have: `@exmodel/backend-webgpu` does. They meet by the method's name, since no package imports another. */
interface RepeatingBackend {
  repeat?(key: object, inputs: readonly Tensor[], run: () => readonly Tensor[]): Tensor[];
}

/**
 * What `run` gives. A GPU's backend may record what the first runs do, and then repeat it without running `run`, which takes JavaScript longer than the GPU.
 *
 * For one `key` and inputs of the same shapes, `run` must do the same each time: with these inputs and with variables, and
 * nothing else that changes. Random values are allowed where they are tensors made in the run: such runs are not repeated.
 */
export function repeated<T extends Tensor>(key: object, inputs: readonly Tensor[], run: () => T[]): T[] {
  return ((backend() as RepeatingBackend).repeat?.(key, inputs, run) as T[] | undefined) ?? tidy(run);
}
