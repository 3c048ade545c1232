import { CorruptFileError } from '../errors/corrupt-file-error';
import { arrayDataset } from '../images/array-dataset';
import type { ImageDataset, TrainTest } from '../images/image-dataset';
import { parseIdxImages, parseIdxLabels } from './idx';
import { type KnownFile, locateFile, readVerifiedFile } from './verified-file';

/** A data set published as four IDX files, as MNIST and those modelled on it are. */
export interface IdxArchive {
  readonly name: string;
  readonly classCount: number;
  readonly train: { readonly images: KnownFile; readonly labels: KnownFile };
  readonly test: { readonly images: KnownFile; readonly labels: KnownFile };
}

/** The four files of an archive. */
export function archiveFiles({ train, test }: IdxArchive): readonly KnownFile[] {
  return [train.images, train.labels, test.images, test.labels];
}

/**
 * Reads the archive whose files lie in `folder` into memory.
 *
 * @param remedy What the reader of the error should do about a wrong file.
 * @throws CorruptFileError if a file is not the one that the archive names.
 */
export async function readArchive(archive: IdxArchive, folder: string, remedy: string): Promise<TrainTest> {
  const read = async (file: KnownFile) => {
    const path = (await locateFile(folder, file)) ?? file.name;
    return { path, bytes: await readVerifiedFile(path, file, remedy) };
  };
  const readSplit = async (split: 'train' | 'test'): Promise<ImageDataset> => {
    const [imageFile, labelFile] = await Promise.all([
      read(archive[split].images),
      read(archive[split].labels),
    ]);
    const { count, height, width, pixels } = parseIdxImages(imageFile.bytes, imageFile.path);
    const labels = parseIdxLabels(labelFile.bytes, archive.classCount, labelFile.path);
    if (labels.length !== count) {
      throw new CorruptFileError({
        path: labelFile.path,
        expected: `${count} labels, one per image`,
        actual: `${labels.length} labels`,
        remedy,
      });
    }
    return arrayDataset({
      name: `${archive.name}/${split}`,
      shape: [height, width, 1],
      classCount: archive.classCount,
      labels,
      pixels,
    });
  };
  const [train, test] = await Promise.all([readSplit('train'), readSplit('test')]);
  return { train, test };
}
