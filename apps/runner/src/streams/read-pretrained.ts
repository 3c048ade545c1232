import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadFile } from '@exmodel/benchmarks';
import type { PretrainedWeights, StateDict } from '@exmodel/models';
import { readPytorch } from '@exmodel/models/pytorch';

/**
 * Weights that were trained on another task, from `dataroot/weights`; fetched from their official address where they
 * are not there yet, which `tell` is told.
 *
 * @throws DownloadError without a connection: it says where to put the file by hand
 */
export async function readPretrained(
  { url, fileName, sha256Prefix }: PretrainedWeights,
  dataroot: string,
  tell: (text: string) => void,
): Promise<StateDict> {
  const path = join(dataroot, 'weights', fileName);
  let told = false;
  await downloadFile({
    url,
    path,
    sha256Prefix,
    onProgress() {
      if (!told) tell(`fetching ${url} to ${path}`);
      told = true;
    },
  });
  return readPytorch(await readFile(path)).tensors;
}
