import { type Location, mostBytes } from '../location/location';
import type { ByteSource } from '../safetensors/open-safetensors';
import { groupLength, type WeightGroup } from './model-json';
import { TfjsFileError } from './tfjs-file-error';

/**
 * The values of all groups, end to end. The files lie in the folder of the `model.json` or below it, and are as long as
 * the manifest states; no more than that is read.
 *
 * @param location Of the `model.json`.
 * @throws {TfjsFileError} A file is longer or shorter. @throws {LocationError} One cannot be read or is elsewhere.
 */
export async function readShards(location: Location, groups: readonly WeightGroup[]): Promise<ArrayBuffer> {
  const { name } = location;
  const total = groups.reduce((sum, group) => sum + groupLength(group), 0);
  if (!(total <= mostBytes))
    throw new TfjsFileError(name, `${total} bytes of weights`, `at most ${mostBytes}`);
  const shards = groups.map(({ paths }) => paths.map((path) => location.beside(path)));
  const opened: ByteSource[] = [];
  for (const [i, group] of groups.entries()) {
    let held = 0;
    // One after the other, each no longer than what is still missing: the manifest may name any number of files.
    for (const shard of shards[i] ?? []) {
      const source = await shard.open(Math.max(1, groupLength(group) - held));
      opened.push(source);
      held += source.size;
      if (held > groupLength(group)) break;
    }
    if (held !== groupLength(group)) {
      const given = `${held} bytes in ${group.paths.join(', ').slice(0, 200) || 'no file'}`;
      const expected = `the ${groupLength(group)} of their weights`;
      throw new TfjsFileError(name, given, expected, 'Download all of the model again.');
    }
  }
  const data = new Uint8Array(total);
  let at = 0;
  for (const source of opened) {
    const bytes = await source.read(0, source.size);
    if (bytes.length !== source.size) {
      throw new TfjsFileError(
        name,
        `${bytes.length} of ${source.size} bytes`,
        'files that do not change',
        'Try again.',
      );
    }
    data.set(bytes, at);
    at += bytes.length;
  }
  return data.buffer;
}
