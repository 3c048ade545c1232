import { advice } from './errors/advice';
import { PytorchFileError } from './errors/pytorch-file-error';
import { moduleTensors } from './module-tensors';
import {
  kindOf,
  OtherClass,
  OtherObject,
  type PickleKey,
  type PickleValue,
  ScriptModule,
  TensorView,
  Tuple,
} from './pickle/pickle-value';

export interface FoundStateDict {
  /** The keys that lead to it. */
  readonly path: readonly string[];
  readonly tensors: ReadonlyMap<string, TensorView>;
  /** Classes of what else the file holds that is no plain value, by name. */
  readonly passedOver: readonly string[];
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
  if (value instanceof ScriptModule) return { path: [], tensors: moduleTensors(value), passedOver: [] };
  if (!(value instanceof Map)) throw noStateDict(kindOf(value));
  if (isStateDict(value)) return { path: [], tensors: value, passedOver: [] };

  const found = new Map<PickleKey, ReadonlyMap<string, TensorView>>();
  for (const [key, entry] of value) {
    if (entry instanceof Map && entry.size > 0 && isStateDict(entry)) found.set(key, entry);
  }
  const key = found.size === 1 ? [...found.keys()][0] : commonKeys.find((common) => found.has(common));
  const tensors = key === undefined ? undefined : found.get(key);
  if (tensors !== undefined) return { path: [String(key)], tensors, passedOver: otherNames(value) };
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

/** The classes of objects of Python within a value, each once. */
function otherNames(root: PickleValue): string[] {
  const names = new Set<string>();
  const [seen, left] = [new Set<PickleValue>(), [root]];
  while (left.length > 0) {
    const value = left.pop() as PickleValue;
    if (value instanceof OtherObject || value instanceof OtherClass) names.add(value.name);
    if (seen.has(value)) continue; // A few bytes can hold one value in many places, or in itself.
    seen.add(value);
    for (const each of within(value)) left.push(each);
  }
  return [...names].sort();
}

function within(value: PickleValue): Iterable<PickleValue> {
  if (value instanceof Map) return value.values();
  if (value instanceof Tuple) return value.items;
  return Array.isArray(value) ? value : [];
}

function describe([key, entry]: [PickleKey, PickleValue]): string {
  return `${String(key).slice(0, 80)}: ${kindOf(entry)}`;
}

function noStateDict(given: string): PytorchFileError {
  return new PytorchFileError(given, 'a state dict, or a checkpoint with one', advice.saveAgain);
}
