import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadFile } from '@exmodel/benchmarks';
import type { PretrainedWeights, StateDict } from '@exmodel/models';
import { readPytorch } from '@exmodel/models/pytorch';

/** Bytes of the largest file of pretrained weights, generously. */
const atMost = 100_000_000;

/**
 * Pretrained weights from `dataroot/weights`; if they are not there yet, they are downloaded from their official address.
 *
 * @param report receives a text before a download
 * @throws DownloadError if the download fails; it says where to put the file by hand
 */
export async function readPretrained(
  { url, fileName, sha256Prefix }: PretrainedWeights,
  dataroot: string,
  report: (text: string) => void,
): Promise<StateDict> {
  const path = join(dataroot, 'weights', fileName);
  let reported = false;
  await downloadFile({
    url,
    path,
    sha256Prefix,
    atMost,
    onProgress() {
      if (!reported) report(`fetching ${url} to ${path}`);
      reported = true;
    },
  });
  return readPytorch(await readFile(path)).tensors;
}
