import { arrayDataset } from '../images/array-dataset';
import type { ImageDataset, TrainTest } from '../images/image-dataset';
import { type KnownFile, locateFile, readVerifiedFile } from './verified-file';

/** A data set published as the "binary version" of https://www.cs.toronto.edu/~kriz/cifar.html. */
export interface CifarArchive {
  readonly name: string;
  readonly classCount: number;
  /** Bytes before each image; the last one is the label: 1, or 2 where a coarse label goes first. */
  readonly labelBytes: 1 | 2;
  readonly train: readonly KnownFile[];
  readonly test: readonly KnownFile[];
}

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
const IMAGE = PLANE * CHANNELS;

/**
 * Reads the archive whose files lie in `folder` into memory.
 *
 * @param remedy What the reader of the error should do about a wrong file.
 * @throws CorruptFileError if a file is not the one that the archive names.
 */
export async function readCifarArchive(
  archive: CifarArchive,
  folder: string,
  remedy: string,
): Promise<TrainTest> {
  const readSplit = async (split: 'train' | 'test'): Promise<ImageDataset> => {
    const record = archive.labelBytes + IMAGE;
    const count = archive[split].reduce((sum, { bytes }) => sum + Math.floor(bytes / record), 0);
    const labels = new Uint8Array(count);
    const pixels = new Uint8Array(count * IMAGE);
    let image = 0;
    for (const file of archive[split]) {
      const path = (await locateFile(folder, file)) ?? file.name;
      const bytes = await readVerifiedFile(path, file, remedy);
      for (let at = 0; at < bytes.length; at += record, image++) {
        labels[image] = bytes[at + archive.labelBytes - 1] as number;
        interleave(bytes.subarray(at + archive.labelBytes, at + record), pixels.subarray(image * IMAGE));
      }
    }
    return arrayDataset({
      name: `${archive.name}/${split}`,
      shape: [SIDE, SIDE, CHANNELS],
      classCount: archive.classCount,
      labels,
      pixels,
    });
  };
  return { train: await readSplit('train'), test: await readSplit('test') };
}

/** The red, the green and the blue plane → pixels of three values. */
function interleave(planes: Uint8Array, pixels: Uint8Array): void {
  for (let pixel = 0, to = 0; pixel < PLANE; pixel++) {
    pixels[to++] = planes[pixel] as number;
    pixels[to++] = planes[PLANE + pixel] as number;
    pixels[to++] = planes[2 * PLANE + pixel] as number;
  }
}
