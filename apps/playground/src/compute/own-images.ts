import { CorruptFileError, type ImageDataset } from '@exmodel/benchmarks';
import { decodeImage, resizeAndCrop } from '@exmodel/benchmarks/images';
import type { GivenFiles } from '@exmodel/models/weights';
import { type GivenImages, sideOf, takeImages } from '../../../runner/src/merge/given-images';
import type { MergePlan } from '../../../runner/src/merge/merge-plan';

/** What workers have to read files while nothing else goes on; the compiler knows the globals of pages. */
declare const FileReaderSync: new () => { readAsArrayBuffer(file: Blob): ArrayBuffer };

/**
 * The user's pictures as `exmodel merge --images` takes the same ones from a folder.
 *
 * @param read told after each picture how many have been read
 */
export function ownImages(
  files: GivenFiles,
  plan: Pick<MergePlan, 'shape' | 'normalization'>,
  seed: number,
  read: (count: number) => void,
): Promise<GivenImages> {
  const paths = [...files.keys()].sort();
  const size = sideOf(plan.shape);
  let count = 0;
  const images: ImageDataset = {
    name: 'pictures',
    length: paths.length,
    shape: [size, size, 3],
    classCount: 1,
    label: () => 0,
    pixels(index) {
      const path = paths[index] as string;
      const image = resizeAndCrop(decodeImage(bytesOf(path, files.get(path) as Blob), { path }), size);
      read(++count);
      return image;
    },
  };
  return takeImages({ given: 'your selection', images, strict: false }, plan, seed);
}

function bytesOf(path: string, file: Blob): Uint8Array {
  try {
    return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file));
  } catch (cause) {
    // It was moved or changed since it was chosen.
    const facts = { path, expected: 'an image', actual: 'no content that can be read' };
    throw new CorruptFileError(facts, { cause });
  }
}
