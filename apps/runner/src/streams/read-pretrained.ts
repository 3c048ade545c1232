import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CorruptFileError, downloadArchive, downloadFile } from '@exmodel/benchmarks';
import type { PretrainedWeights, StateDict } from '@exmodel/models';
import { readPytorch } from '@exmodel/models/pytorch';

/** Bytes of the largest file of pretrained weights, generously. */
const atMost = 100_000_000;

/**
 * Pretrained weights from `dataroot/weights`; if they are not there yet, they are downloaded from their official address.
 *
 * @param report receives a text before a download
 * @throws DownloadError if the download fails; it says where to put the file by hand
 * @throws CorruptFileError
 */
export async function readPretrained(
  { url, fileName, sha256Prefix, archive }: PretrainedWeights,
  dataroot: string,
  report: (text: string) => void,
): Promise<StateDict> {
  const folder = join(dataroot, 'weights');
  const path = join(folder, fileName);
  let reported = false;
  const onProgress = () => {
    if (!reported) report(`fetching ${url} to ${folder}`);
    reported = true;
  };
  if (archive === undefined) {
    await downloadFile({ url, path, sha256Prefix, atMost, onProgress });
    return readPytorch(await readFile(path)).tensors;
  }
  const { sha256, command } = archive;
  const [top = ''] = fileName.split('/');
  await downloadArchive({
    ...{ url, path: join(folder, basename(url)), sha256, atMost, onProgress },
    creates: [top],
    otherwise: `Or run: ${command} ${folder}; or fetch it by other means`,
  });
  return readPytorch(await unpacked(path, sha256Prefix, join(folder, top))).tensors;
}

/** What is in the file, out of a folder that may have been unpacked by hand: it may hold anything, and lack this. */
async function unpacked(path: string, sha256Prefix: string, folder: string): Promise<Uint8Array> {
  const remedy = `Delete ${folder}, and it is fetched again.`;
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const facts = { expected: `it at ${path}`, actual: `no ${basename(path)}` };
    throw new CorruptFileError({ path: folder, ...facts, remedy });
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256.startsWith(sha256Prefix)) return bytes;
  throw new CorruptFileError({
    path,
    expected: `sha256 that starts with ${sha256Prefix}`,
    actual: `sha256 ${sha256}`,
    remedy,
  });
}
