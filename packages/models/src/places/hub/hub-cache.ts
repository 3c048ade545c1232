import { LocationError } from '../../location/location-error';
import { type Checksum, matches } from './checksum';
import { type HubReference, hubUrlOf } from './hub-reference';

/** The Hub's description of a file. */
export interface HubFileInfo {
  readonly size: number;
  readonly checksum: Checksum;
}

/**
 * Files of the Hub in a folder, each under its checksum, which is checked whenever it is read: a damaged file counts as
 * missing. Files are written whole or not at all, so that processes can share the folder. What a process left that died while it
 * wrote is removed by those that write a day later. The description of a file at a commit never changes, and is kept too.
 */
export interface HubCache {
  read(checksum: Checksum): Promise<Uint8Array | undefined>;
  write(checksum: Checksum, bytes: Uint8Array): Promise<void>;
  infoOf(reference: HubReference): Promise<HubFileInfo | undefined>;
  keepInfo(reference: HubReference, info: HubFileInfo): Promise<void>;
}

const day = 24 * 60 * 60 * 1000; // milliseconds

/** Node only. */
export async function hubCache(folder: string): Promise<HubCache> {
  const { mkdir, readdir, readFile, rename, rm, stat, writeFile } = await import('node:fs/promises');
  const blob = ({ digest }: Checksum) => `${folder}/blobs/${digest}`;
  const info = (reference: HubReference) =>
    `${folder}/files/${encodeURIComponent(hubUrlOf(reference).slice('hf://'.length))}.json`;

  const write = async (path: string, content: string | Uint8Array) => {
    const part = `${path}.${crypto.randomUUID()}.part`;
    try {
      const folder = path.slice(0, path.lastIndexOf('/'));
      await mkdir(folder, { recursive: true });
      await writeFile(part, content, { flush: true });
      const { mtimeMs: now } = await stat(part); // by the clock of the disk, which may be another machine's
      await rename(part, path);
      await sweep(folder, now - day).catch(() => {}); // what stays is in nobody’s way
    } catch (error) {
      await rm(part, { force: true });
      const given = `the cache cannot be written: ${error instanceof Error ? error.message : String(error)}`;
      throw new LocationError(path, given, 'a folder with room', 'Make room, or choose another folder.');
    }
  };
  /** Removes unfinished files that were last written before `limit`. */
  const sweep = async (folder: string, limit: number) => {
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.part'))) {
      const left = `${folder}/${name}`;
      const written = await stat(left).catch(() => undefined); // its writer may have finished it meanwhile
      if (written !== undefined && written.mtimeMs < limit) await rm(left, { force: true });
    }
  };
  const readIfThere = async (path: string) => {
    try {
      return await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      const given = `the cache cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      throw new LocationError(path, given, 'a readable file', 'Repair the folder, or choose another.');
    }
  };

  return {
    async read(checksum) {
      const bytes = await readIfThere(blob(checksum));
      return bytes !== undefined && (await matches(bytes, checksum)) ? new Uint8Array(bytes) : undefined;
    },
    write: (checksum, bytes) => write(blob(checksum), bytes),
    async infoOf(reference) {
      const text = await readIfThere(info(reference));
      return text === undefined ? undefined : parseInfo(text.toString());
    },
    keepInfo: (reference, known) => write(info(reference), JSON.stringify(known)),
  };
}

/** Undefined for a damaged file. */
function parseInfo(text: string): HubFileInfo | undefined {
  try {
    const { size, checksum } = JSON.parse(text) as HubFileInfo;
    const known = checksum.algorithm === 'sha256' || checksum.algorithm === 'git-sha1';
    return known && Number.isSafeInteger(size) && /^[0-9a-f]{40,64}$/.test(checksum.digest)
      ? { size, checksum }
      : undefined;
  } catch {
    return undefined;
  }
}
