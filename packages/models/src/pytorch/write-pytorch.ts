import { fillsShape } from '../state-dict/fills-shape';
import type { StateDict, StateTensor } from '../state-dict/state-tensor';
import { writeZip } from '../zip/write-zip';
import { PytorchFileError, withPytorchErrors } from './errors/pytorch-file-error';
import { pickleStateDict } from './pickle/pickle-state-dict';

/**
 * Writes a state dict as a `.pth` file in PyTorch's zip format, for `torch.load(path, weights_only=True)`. Tensors are
 * float32, but `num_batches_tracked` int64, as PyTorch has them. Equal tensors give equal bytes.
 *
 * @throws {PytorchFileError} A tensor's data do not fill its shape; a name or a count that PyTorch cannot hold; more
 * than 4 GB.
 */
export function writePytorch(tensors: StateDict): Uint8Array {
  const entries = [...tensors].map(([name, tensor], index) => {
    checkTensor(name, tensor);
    const isCount = /(^|\.)num_batches_tracked$/.test(name);
    return {
      name,
      shape: tensor.shape,
      storageType: isCount ? 'LongStorage' : 'FloatStorage',
      key: String(index),
      bytes: isCount ? counts(name, tensor.data) : bytesOf(tensor.data),
    };
  });
  const records: [string, Uint8Array][] = [
    ['archive/data.pkl', pickleStateDict(entries)],
    ['archive/byteorder', ascii('little')],
    ...entries.map(({ key, bytes }): [string, Uint8Array] => [`archive/data/${key}`, bytes]),
    ['archive/version', ascii('3\n')],
  ];
  return withPytorchErrors(() => writeZip(records));
}

function checkTensor(tensor: string, { shape, data }: StateTensor): void {
  if (/\p{Surrogate}/u.test(tensor)) {
    const given = `the name ${JSON.stringify(tensor)}`;
    throw new PytorchFileError(given, 'one that UTF-8 can write', 'Rename the tensor.', { tensor });
  }
  if (!fillsShape(data.length, shape)) {
    const given = `${data.length} values for shape [${shape}]`;
    const expected = 'sides that are whole numbers, and as many values as these hold';
    throw new PytorchFileError(given, expected, 'Correct the shape or the data.', { tensor });
  }
}

function counts(tensor: string, data: Float32Array): Uint8Array {
  const broken = data.find((count) => !Number.isSafeInteger(count));
  if (broken !== undefined) {
    throw new PytorchFileError(`the count ${broken}`, 'an integer', 'Rename the tensor or correct it.', {
      tensor,
    });
  }
  return bytesOf(BigInt64Array.from(data as Iterable<number>, BigInt));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
