import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { openPromise } from 'yauzl';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { DISK_ERRORS, hasCode } from './has-code';

export interface UnpackOptions {
  /** A `.tar.gz`, `.zip` or `.whl` file. */
  readonly archive: string;
  /** Where to unpack it. */
  readonly folder: string;
  /** The folders at its top that are wanted; each appears in `folder` whole or not at all. */
  readonly creates: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks an archive. Paths that lead out of the folder, and links, are refused or skipped.
 *
 * @throws CorruptFileError if the archive is damaged, names such paths, or lacks a wanted folder.
 */
export async function unpack({ archive, folder, creates, signal }: UnpackOptions): Promise<void> {
  const unfinished = join(folder, `.unpacking-${creates[0]}`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    await (/\.(zip|whl)$/.test(archive) ? unzip : untar)(archive, unfinished, signal);
    for (const name of creates) {
      await access(join(unfinished, name)).catch(() => {
        throw new Error(`no ${name} in it`);
      });
    }
    for (const name of creates) {
      await rm(join(folder, name), { recursive: true, force: true });
      await rename(join(unfinished, name), join(folder, name));
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (hasCode(cause, DISK_ERRORS)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptFileError(
      { path: archive, expected: `an archive of ${creates.join(', ')}`, actual: `other content (${reason})` },
      { cause },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function untar(archive: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const unpacking = extract({
    cwd: folder,
    strict: true,
    preserveOwner: false,
    filter: (_, entry) => !('type' in entry) || entry.type === 'File' || entry.type === 'Directory',
  });
  await pipeline(createReadStream(archive), unpacking, { signal });
}

async function unzip(archive: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  // It refuses absolute paths and those with `..` by itself.
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    signal?.throwIfAborted();
    const path = join(folder, entry.fileName);
    if (entry.fileName.endsWith('/')) {
      await mkdir(path, { recursive: true });
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path), { signal });
  }
}
