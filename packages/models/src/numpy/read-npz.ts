import type { StateDict } from '../state-dict/state-tensor';
import { intactBytes, readZip } from '../zip/read-zip';
import { NumpyFileError, withNumpyErrors } from './numpy-file-error';
import { type NumpyArray, readNpyArray } from './read-npy';

/**
 * Reads an `.npz` file (`numpy.savez`, not `savez_compressed`): its arrays by name, without `.npy`, as `readNpy` does.
 *
 * @throws {NumpyFileError}
 */
export function readNpz(bytes: Uint8Array): StateDict {
  return new Map([...readNpzArrays(bytes)].map(([name, { tensor }]) => [name, tensor]));
}

export function readNpzArrays(bytes: Uint8Array): ReadonlyMap<string, NumpyArray> {
  const records = withNumpyErrors(() => readZip(bytes));
  return new Map(
    [...records.values()].map((record) => {
      if (!record.name.endsWith('.npy')) {
        const given = `the record '${record.name}'`;
        throw new NumpyFileError(given, 'arrays alone', 'Write the file with numpy.savez.');
      }
      const name = record.name.slice(0, -'.npy'.length);
      return [
        name,
        readNpyArray(
          withNumpyErrors(() => intactBytes(record)),
          name,
        ),
      ] as const;
    }),
  );
}
