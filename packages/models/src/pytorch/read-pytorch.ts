import { namePrefix } from '../state-dict/name-prefix';
import type { StateDict, StateTensor } from '../state-dict/state-tensor';
import { advice } from './errors/advice';
import { PytorchFileError } from './errors/pytorch-file-error';
import { findStateDict } from './find-state-dict';
import { readLegacyFormat } from './legacy-format';
import { kindOf, TensorView } from './pickle/pickle-value';
import type { StoredObject } from './stored-object';
import { toStateTensor } from './to-state-tensor';
import { readZipFormat } from './zip-format';

export interface PytorchCheckpoint {
  /** In the order of the state dict. */
  readonly tensors: StateDict;
  /** The keys under which the checkpoint held them: [] for a plain state dict, ['state_dict'] for many checkpoints. */
  readonly path: readonly string[];
  /** What the file holds for each tensor, by the names that safetensors has for it: `F32`, `I64`. */
  readonly dtypes: ReadonlyMap<string, string>;
  /** Classes of objects that the file holds beside the state dict, by Python's names: they are not looked at. `argparse.Namespace` */
  readonly passedOver: readonly string[];
}

/** What wrappers put before every name: DataParallel and DistributedDataParallel, torch.compile. */
const wrappers = ['module.', '_orig_mod.'];

/**
 * Reads the state dict of a `.pth` or `.pt` file, in PyTorch's zip format or its legacy format. Nothing of the file is
 * run: its pickle is interpreted by an allow-list of what state dicts consist of, so a whole model is refused. Of a TorchScript program it takes
 * the tensors of its modules; its code is not looked at.
 *
 * - float16, 32 and 64, bfloat16, bool, uint8 and int8 to 64 become float32; 64-bit and 32-bit integers must lie within ±2²⁴, float64 is rounded.
 * - Views of shared storages, with offsets and strides, become row-major tensors that share nothing.
 * - Of a checkpoint it takes the one entry that is a dict of tensors; of several `state_dict`, `model_state_dict` or
 *   `model`, in that order.
 * - Beside it there may be objects of the classes that training scripts save: arguments, dates, paths, NumPy's numbers. They are passed over, and
 *   named. Those of any other class are refused.
 * - `module.` (DataParallel) and `_orig_mod.` (torch.compile) are removed if every name begins with them.
 *
 * Memory: the tensors take at most 8 times the file's size and 4 MB, and one that is being decoded up to twice as much
 * again; the pickle's own objects at most 90 MB.
 *
 * @throws {PytorchFileError}
 */
export function readPytorch(bytes: Uint8Array): PytorchCheckpoint {
  const file = readFormat(bytes);
  const { path, tensors, passedOver } = findStateDict(file.value);
  checkTotal([...tensors.values()], bytes.length);
  const prefix = namePrefix([...tensors.keys()], wrappers);
  const read = new Map<string, StateTensor>();
  const dtypes = new Map<string, string>();
  for (const [name, view] of tensors) {
    read.set(name.slice(prefix.length), toStateTensor(view, file.bytesOf(view.storage), name));
    dtypes.set(name.slice(prefix.length), view.storage.dtype);
  }
  return { tensors: read, path, dtypes, passedOver };
}

/**
 * Reads a file that holds a single tensor, such as a buffer of images or labels. Otherwise as `readPytorch`.
 *
 * @throws {PytorchFileError}
 */
export function readPytorchTensor(bytes: Uint8Array): StateTensor {
  const file = readFormat(bytes);
  if (!(file.value instanceof TensorView)) {
    throw new PytorchFileError(kindOf(file.value), 'a single tensor', 'Read a state dict with readPytorch.');
  }
  checkTotal([file.value], bytes.length);
  return toStateTensor(file.value, file.bytesOf(file.value.storage));
}

function readFormat(bytes: Uint8Array): StoredObject {
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return readZipFormat(bytes);
  if (startsWith(bytes, [0x80, 0x02, 0x8a, 0x0a])) return readLegacyFormat(bytes);
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new PytorchFileError(
    `${bytes.length} bytes that begin with '${start}'`,
    "PyTorch's zip format (50 4b 03 04) or legacy format (80 02 8a 0a)",
    'Check that it is the weights file itself, not a page or a pointer that was downloaded in its stead.',
  );
}

/** A few bytes can state any number of tensors that all view them, or one that repeats them without end. */
function checkTotal(tensors: readonly TensorView[], fileLength: number): void {
  const total = tensors.reduce((sum, { size }) => sum + size, 0);
  const most = 2 * fileLength + 2 ** 20;
  if (total > most) {
    const given = `${total} values in tensors that share storages or repeat values`;
    throw new PytorchFileError(
      given,
      `at most ${most} from a file of ${fileLength} bytes`,
      advice.saveNarrower,
    );
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
