import type { StateDict } from '../state-dict/state-tensor';
import { decodeTensor } from './decode-tensor';
import { headerLength, prefixLength, readHeader } from './read-header';
import { SafetensorsError } from './safetensors-error';

/** Bytes that are read piece by piece: a file handle, a Blob, a URL that supports ranges. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** The bytes from `begin` up to, not including, `end`. */
  read(begin: number, end: number): Promise<Uint8Array>;
}

/** The header's description of a tensor. */
export interface TensorInfo {
  /** As the file has it: `F32`, `BF16`, … */
  readonly dtype: string;
  readonly shape: readonly number[];
}

export interface SafetensorsFile {
  readonly metadata: Record<string, string>;
  /** In the order of their data. */
  readonly infos: ReadonlyMap<string, TensorInfo>;
  /**
   * Reads tensors, all by default, as `readSafetensors` does: in the order of `names`, one read each.
   *
   * @throws {SafetensorsError} A name is not in the file, a tensor cannot be read as float32, or the source gave fewer
   * bytes than were requested.
   */
  read(names?: Iterable<string>): Promise<StateDict>;
}

/**
 * Opens a safetensors file: reads and checks its header, and a tensor only when it is requested.
 *
 * @throws {SafetensorsError} The header is not well-formed. Errors of the source pass through.
 */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const prefix = await readExactly(source, 0, Math.min(prefixLength, source.size));
  const dataBegin = prefixLength + headerLength(prefix, source.size);
  const json = await readExactly(source, prefixLength, dataBegin);
  const { entries, metadata } = readHeader(json, source.size - dataBegin);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    metadata,
    infos: new Map(entries.map(({ name, dtype, shape }) => [name, { dtype, shape }])),
    async read(names = byName.keys()) {
      const wanted = [...new Set(names)];
      const missing = wanted.filter((name) => !byName.has(name));
      if (missing.length > 0) {
        const expected = `some of ${[...byName.keys()].join(', ')}`;
        throw new SafetensorsError(`no tensors ${missing.join(', ')}`, expected, 'Correct the names.');
      }
      const read = wanted.flatMap((name) => byName.get(name) ?? []);
      return new Map(
        await Promise.all(
          read.map(async (entry) => {
            const bytes = await readExactly(source, dataBegin + entry.begin, dataBegin + entry.end);
            return [entry.name, decodeTensor(entry, bytes)] as const;
          }),
        ),
      );
    },
  };
}

async function readExactly(source: ByteSource, begin: number, end: number): Promise<Uint8Array> {
  if (begin === end) return new Uint8Array();
  const bytes = await source.read(begin, end);
  if (bytes.length !== end - begin) {
    const given = `${bytes.length} bytes at ${begin}`;
    const expected = `the ${end - begin} that were requested`;
    throw new SafetensorsError(
      given,
      expected,
      'Check that the source is the whole file and did not change.',
    );
  }
  return bytes;
}
