import { dtypes } from '../state-dict/dtypes';
import { intactBytes, readZip, type ZipRecord, zipNames } from '../zip/read-zip';
import { advice } from './errors/advice';
import { PytorchFileError, withPytorchErrors } from './errors/pytorch-file-error';
import type { Storage } from './pickle/pickle-value';
import { storageOf } from './pickle/storage-of';
import { unpickle } from './pickle/unpickle';
import type { StoredObject } from './stored-object';

/**
 * PyTorch's format since 1.6: a zip archive of one folder with a pickle, `data.pkl`, and the bytes of each storage,
 * `data/KEY`.
 *
 * @throws {PytorchFileError}
 */
export function readZipFormat(file: Uint8Array): StoredObject {
  refuseOtherArchives(zipNames(file));
  // The code of a TorchScript program is compressed, its values are not.
  const records = withPytorchErrors(() => readZip(file, { deflated: true }));
  const [pickle, ...others] = [...records.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined || others.length > 0) {
    const given = `an archive with ${others.length + (pickle ? 1 : 0)} records called data.pkl`;
    throw new PytorchFileError(given, 'one, as torch.save writes it', advice.saveAgain);
  }
  const root = pickle.name.slice(0, -'data.pkl'.length);
  const checked = new Set<ZipRecord>();
  const intact = (record: ZipRecord): Uint8Array => {
    if (!checked.has(record)) withPytorchErrors(() => intactBytes(record));
    checked.add(record);
    return record.bytes;
  };
  const order = records.get(`${root}byteorder`);
  if (order !== undefined && String.fromCharCode(...intact(order).subarray(0, 8)) !== 'little') {
    const given = 'values in another byte order';
    throw new PytorchFileError(given, 'little-endian', 'Save it again on a little-endian machine.');
  }

  const bytesOf = ({ key, dtype, length }: Storage): Uint8Array => {
    const record = records.get(`${root}data/${key}`);
    if (record !== undefined) intact(record);
    const expected = length * (dtypes.get(dtype)?.width ?? 0);
    if (record?.bytes.length !== expected) {
      throw new PytorchFileError(
        record === undefined
          ? `no record for storage ${JSON.stringify(key.slice(0, 80))}`
          : `${record.bytes.length} bytes for storage ${JSON.stringify(key)}`,
        `the ${expected} of ${length} ${dtype} values`,
        advice.download,
      );
    }
    return record.bytes;
  };
  return { value: unpickle(intact(pickle), 0, storageOf).value, bytesOf };
}

/** What other archives that are taken for PyTorch's hold, and what to do about them. */
const others: readonly (readonly [record: RegExp, what: string, advice: string])[] = [
  [
    /^model\.weights\.h5$/,
    'a Keras 3 model (.keras)',
    'Open it with openWeights of @exmodel/models/weights.',
  ],
  [
    /^(.+\/)?model\.json$/,
    'an archive with a TensorFlow.js model',
    'Open it with openWeights of @exmodel/models/weights.',
  ],
];

/** @throws {PytorchFileError} The names of its records show that it is of another kind. */
function refuseOtherArchives(names: readonly string[]): void {
  for (const [record, what, advice] of others) {
    if (names.some((name) => record.test(name))) throw new PytorchFileError(what, 'a state dict', advice);
  }
}
