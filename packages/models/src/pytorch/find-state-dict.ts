import { advice } from './errors/advice';
import { PytorchFileError } from './errors/pytorch-file-error';
import { moduleTensors } from './module-tensors';
import { kindOf, type PickleKey, type PickleValue, ScriptModule, TensorView } from './pickle/pickle-value';

export interface FoundStateDict {
  /** The keys that lead to it. */
  readonly path: readonly string[];
  readonly tensors: ReadonlyMap<string, TensorView>;
}

/** Names of the entry with the model's weights, in checkpoints that contain several dicts of tensors. */
const commonKeys = ['state_dict', 'model_state_dict', 'model'];

/**
 * The state dict in a saved object: a dict of tensors, a checkpoint with one dict of tensors among its entries, or the tensors of a TorchScript program. Of
 * several dicts it is the one with a common key.
 *
 * @throws {PytorchFileError} There is none, or it is unclear which one is meant.
 */
export function findStateDict(value: PickleValue): FoundStateDict {
  if (value instanceof ScriptModule) return { path: [], tensors: moduleTensors(value) };
  if (!(value instanceof Map)) throw noStateDict(kindOf(value));
  if (isStateDict(value)) return { path: [], tensors: value };

  const found = new Map<PickleKey, ReadonlyMap<string, TensorView>>();
  for (const [key, entry] of value) {
    if (entry instanceof Map && entry.size > 0 && isStateDict(entry)) found.set(key, entry);
  }
  const key = found.size === 1 ? [...found.keys()][0] : commonKeys.find((common) => found.has(common));
  const tensors = key === undefined ? undefined : found.get(key);
  if (tensors !== undefined) return { path: [String(key)], tensors };
  if (found.size > 0) {
    const keys = [...found.keys()].map(String);
    throw new PytorchFileError(
      `${found.size} state dicts: ${keys.join(', ').slice(0, 200)}`,
      `one, or one called ${commonKeys.join(', ')}`,
      `Save the right one, in Python: torch.save(torch.load(path)['${keys[0]}'], 'weights.pth').`,
    );
  }
  throw noStateDict(
    `a dict with ${[...value].slice(0, 5).map(describe).join(', ')}${value.size > 5 ? ', …' : ''}`,
  );
}

function isStateDict(dict: Map<PickleKey, PickleValue>): dict is Map<string, TensorView> {
  return [...dict].every(([name, entry]) => typeof name === 'string' && entry instanceof TensorView);
}

function describe([key, entry]: [PickleKey, PickleValue]): string {
  return `${String(key).slice(0, 80)}: ${kindOf(entry)}`;
}

function noStateDict(given: string): PytorchFileError {
  return new PytorchFileError(given, 'a state dict, or a checkpoint with one', advice.saveAgain);
}
