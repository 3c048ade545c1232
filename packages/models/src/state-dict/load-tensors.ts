import type { ModelTensor } from './model-tensor';
import { type MisshapenTensor, StateDictError } from './state-dict-error';
import type { StateDict, StateTensor } from './state-tensor';
import { writeTensor } from './write-tensor';

/**
 * Sets tensors of a model from a state dict that has exactly these: all or nothing. The data are copied. A missing
 * `num_batches_tracked`, which files older than PyTorch 0.4.1 lack, is 0, as PyTorch reads it.
 *
 * @param model Its name, for messages.
 * @throws {StateDictError} Tensors are missing, unexpected or of another shape; it lists them all.
 */
export function loadTensors(model: string, expected: readonly ModelTensor[], dict: StateDict): void {
  const tensors = expected.map((tensor) => ({
    ...tensor,
    given: dict.get(tensor.name) ?? untracked(tensor),
  }));

  const missing: string[] = [];
  const misshapen: MisshapenTensor[] = [];
  for (const { name, shape, given } of tensors) {
    if (given === undefined) missing.push(name);
    else if (!sameShape(given.shape, shape) || given.data.length !== sizeOf(shape)) {
      misshapen.push({ name, given: given.shape, values: given.data.length, expected: shape });
    }
  }
  const known = new Set(tensors.map(({ name }) => name));
  const unexpected = [...dict.keys()].filter((name) => !known.has(name));
  if (missing.length + misshapen.length + unexpected.length > 0) {
    throw new StateDictError(model, missing, unexpected, misshapen);
  }

  for (const { given, ...tensor } of tensors) writeTensor(tensor, given?.data.slice() ?? new Float32Array());
}

/** The counter of a batch normalisation of an old file. */
function untracked({ name, shape }: ModelTensor): StateTensor | undefined {
  return name.endsWith('.num_batches_tracked') ? { shape, data: new Float32Array(1) } : undefined;
}

function sameShape(given: readonly number[], expected: readonly number[]): boolean {
  return given.length === expected.length && given.every((size, axis) => size === expected[axis]);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
