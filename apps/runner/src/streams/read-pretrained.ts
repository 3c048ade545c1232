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
  const bytes = await readFile(path);
  refuseOther(bytes, path, sha256Prefix, join(folder, top));
  return readPytorch(bytes).tensors;
}

/** A folder that was unpacked by hand may hold anything. */
function refuseOther(bytes: Uint8Array, path: string, sha256Prefix: string, folder: string): void {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256.startsWith(sha256Prefix)) return;
  throw new CorruptFileError({
    path,
    expected: `sha256 that starts with ${sha256Prefix}`,
    actual: `sha256 ${sha256}`,
    remedy: `Delete ${folder}, and it is fetched again.`,
  });
}
