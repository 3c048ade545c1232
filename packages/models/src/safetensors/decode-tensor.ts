import { dtypes } from '../state-dict/dtypes';
import type { StateTensor } from '../state-dict/state-tensor';
import type { TensorEntry } from './read-header';
import { SafetensorsError } from './safetensors-error';

/**
 * One tensor, by the rules of `dtypes`. The data are copied, because those of a file need not be aligned.
 *
 * @param bytes The tensor's own, all of them.
 * @throws {SafetensorsError} Its dtype is not read, or a value is not held by float32.
 */
export function decodeTensor({ name, dtype, shape }: TensorEntry, bytes: Uint8Array): StateTensor {
  const decoder = dtypes.get(dtype);
  if (decoder === undefined) {
    const expected = `one of ${[...dtypes.keys()].join(', ')}`;
    throw new SafetensorsError(
      `dtype ${dtype}`,
      expected,
      'Convert it first: in Python, tensor.float().',
      name,
    );
  }
  // Not `slice`, which in Node's Buffer makes a view.
  const data = decoder.decode(new Uint8Array(bytes).buffer, (given, expected, advice) => {
    throw new SafetensorsError(given, expected, advice, name);
  });
  return { shape, data };
}
