import { CorruptFileError } from '../errors/corrupt-file-error';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import { findCifar10 } from './cifar10-files';
import { findCifar100 } from './cifar100-files';
import { findCore50 } from './core50-files';
import type { DatasetName } from './dataset-name';
import { findFashionMnist } from './fashion-mnist-files';
import { findImageNet } from './imagenet-files';
import { findMnist } from './mnist-files';
import { type FoundFiles, refuseOtherSizes } from './verified-file';

const finders: Readonly<Record<DatasetName, (dataroot: string | undefined) => Promise<string>>> = {
  mnist: sized(findMnist),
  fashion_mnist: sized(findFashionMnist),
  cifar10: sized(findCifar10),
  cifar100: sized(findCifar100),
  core50: findCore50,
  imagenet: findImageNet,
};

/** Whether a data set is available. */
export type DatasetStatus =
  | {
      readonly available: true;
      /** Where its files are. */
      readonly folder: string;
    }
  | {
      readonly available: false;
      /** What its loader would throw: which files are looked for, where, and the command that fetches them; or which file has another size. */
      readonly missing: DatasetNotFoundError | CorruptFileError;
    };

/** Where the files are, if they have their sizes. */
function sized(find: (dataroot: string | undefined) => Promise<FoundFiles>) {
  return async (dataroot: string | undefined) => {
    const found = await find(dataroot);
    await refuseOtherSizes(found);
    return found.folder;
  };
}

/** See `datasetStatus`, which loads this file only in Node. */
export async function findDataset(
  dataset: DatasetName,
  dataroot: string | undefined,
): Promise<DatasetStatus> {
  try {
    return { available: true, folder: await finders[dataset](dataroot) };
  } catch (error) {
    if (error instanceof DatasetNotFoundError || error instanceof CorruptFileError)
      return { available: false, missing: error };
    throw error;
  }
}
