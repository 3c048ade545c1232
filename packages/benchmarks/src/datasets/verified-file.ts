import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CorruptFileError } from '../errors/corrupt-file-error';

const gunzipAsync = promisify(gunzip);

/** A file whose content is known in advance. */
export interface KnownFile {
  readonly name: string;
  /** Length of the content, decompressed. */
  readonly bytes: number;
  /** Of the content, decompressed; lower-case hexadecimal. */
  readonly sha256: string;
}

/** A data set's files, and the folder that holds all of them. */
export interface FoundFiles {
  readonly folder: string;
  readonly files: readonly KnownFile[];
  /** What the reader of an error should do about a wrong file. */
  readonly remedy: string;
}

/** Where `folder` keeps the file, plain or else compressed; undefined where it does not. */
export async function locateFile(folder: string, file: KnownFile): Promise<string | undefined> {
  for (const path of [join(folder, file.name), join(folder, `${file.name}.gz`)]) {
    const isFile = await stat(path).then(
      (entry) => entry.isFile(),
      () => false,
    );
    if (isFile) return path;
  }
  return undefined;
}

/**
 * Looks at the sizes of files, and reads none.
 *
 * @throws CorruptFileError if one cannot be the file that it should be.
 */
export async function refuseOtherSizes({ folder, files, remedy }: FoundFiles): Promise<void> {
  for (const file of files) {
    const path = await locateFile(folder, file);
    if (path !== undefined) await refuseOtherSize(path, file, remedy);
  }
}

/**
 * The content of the file at `path`, decompressed if its name ends in `.gz`. No more than `file.bytes` bytes are
 * ever decompressed.
 *
 * @param remedy What the reader of the error should do about a wrong file.
 * @throws CorruptFileError if length or sha256 are not those of `file`, or the compression is damaged.
 */
export async function readVerifiedFile(path: string, file: KnownFile, remedy: string): Promise<Uint8Array> {
  const expected = `${file.bytes} bytes`;
  await refuseOtherSize(path, file, remedy);
  const content = isPacked(path) ? await decompress(path, file, remedy) : await readFile(path);
  if (content.length !== file.bytes) {
    throw new CorruptFileError({ path, expected, actual: `${content.length} bytes`, remedy });
  }
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 !== file.sha256) {
    throw new CorruptFileError({
      path,
      expected: `sha256 ${file.sha256}`,
      actual: `sha256 ${sha256}`,
      remedy,
    });
  }
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}

/** How many bytes DEFLATE packs into one, at most. */
const mostPacked = 1032;

function isPacked(path: string): boolean {
  return path.endsWith('.gz');
}

async function refuseOtherSize(path: string, { bytes }: KnownFile, remedy: string): Promise<void> {
  const { size } = await stat(path);
  if (isPacked(path) ? size * mostPacked >= bytes : size === bytes) return;
  const expected = `${bytes} bytes${isPacked(path) ? ', gzip-compressed' : ''}`;
  throw new CorruptFileError({ path, expected, actual: `${size} bytes`, remedy });
}

async function decompress(path: string, file: KnownFile, remedy: string): Promise<Uint8Array> {
  const compressed = await readFile(path);
  try {
    return await gunzipAsync(compressed, { maxOutputLength: file.bytes });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptFileError(
      { path, expected: `${file.bytes} bytes, gzip-compressed`, actual: `other content (${reason})`, remedy },
      { cause },
    );
  }
}
