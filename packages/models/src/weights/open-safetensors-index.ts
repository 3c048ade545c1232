import { isObject, parseObject } from '../json/parse-object';
import type { Location } from '../location/location';
import { LocationError } from '../location/location-error';
import { type ByteSource, openSafetensors, type SafetensorsFile } from '../safetensors/open-safetensors';
import { SafetensorsError } from '../safetensors/safetensors-error';
import type { StateTensor } from '../state-dict/state-tensor';

/** Bytes of an index, and parts that it names, at most. */
const most = { bytes: 100_000_000, parts: 1000 };
const again = 'Download or save the model again.';

/**
 * Opens a model in several safetensors files by its index, as Hugging Face's libraries write it (`model.safetensors.index.json`): the headers of
 * its parts, which lie beside it. A tensor is read when it is requested.
 *
 * @throws {SafetensorsError} The index is not well-formed, or a part is missing, or has not what the index says.
 */
export async function openSafetensorsIndex(source: ByteSource, index: Location): Promise<SafetensorsFile> {
  const partOf = await readWeightMap(source);
  const names = [...new Set(partOf.values())];
  if (names.length > most.parts)
    throw new SafetensorsError(`an index of ${names.length} parts`, `at most ${most.parts}`, again);
  const parts = new Map<string, SafetensorsFile>();
  for (const name of names) parts.set(name, await openPart(index, name, names.length));
  const infos = new Map(
    [...partOf].map(([tensor, part]) => {
      const info = parts.get(part)?.infos.get(tensor);
      if (info !== undefined) return [tensor, info] as const;
      throw new SafetensorsError(`no such tensor in ${part}`, 'the parts of this index', again, tensor);
    }),
  );
  return {
    metadata: parts.get(names[0] ?? '')?.metadata ?? {},
    infos,
    async read(wanted = infos.keys()) {
      const tensorsOf = new Map<SafetensorsFile, string[]>();
      for (const tensor of new Set(wanted)) {
        const part = parts.get(partOf.get(tensor) ?? '');
        if (part === undefined)
          throw new SafetensorsError(`no tensor ${tensor}`, 'one of the index', 'Correct the names.');
        const tensors = tensorsOf.get(part) ?? [];
        tensors.push(tensor);
        tensorsOf.set(part, tensors);
      }
      const read: [string, StateTensor][] = [];
      for (const [part, tensors] of tensorsOf) read.push(...(await part.read(tensors)));
      return new Map(read);
    },
  };
}

/** The part of each tensor. */
async function readWeightMap(source: ByteSource): Promise<ReadonlyMap<string, string>> {
  if (source.size > most.bytes)
    throw new SafetensorsError(`an index of ${source.size} bytes`, `at most ${most.bytes}`, again);
  const refuse = (given: string, expected: string): never => {
    throw new SafetensorsError(`an index: ${given}`, expected, again);
  };
  const { weight_map: map } = parseObject(await source.read(0, source.size), refuse);
  const entries = isObject(map) ? Object.entries(map) : [['', undefined]];
  if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
    return new Map(entries);
  throw new SafetensorsError('an index without weight_map', 'the part of every tensor in it', again);
}

async function openPart(index: Location, name: string, count: number): Promise<SafetensorsFile> {
  const part = index.beside(name); // outside of `try`: who names a file elsewhere is not to be trusted
  try {
    return await openSafetensors(await part.open());
  } catch (error) {
    if (!(error instanceof LocationError)) throw error;
    const expected = `all ${count} parts beside the index`;
    throw new SafetensorsError(
      `its part ${name} cannot be read: ${error.given}`,
      expected,
      'Get this part, too.',
    );
  }
}
