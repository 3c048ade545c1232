import type { ImageDataset } from '../images/image-dataset';
import { resizeImages } from '../views/resize-images';
import type { SyntheticSize } from './dataset-options';
import { createSyntheticDataset } from './synthetic';

export interface ImageNetOptions {
  /** Side of the square images, in pixels. */
  readonly size: number;
  /** The folder in which data sets are looked for. */
  readonly dataroot?: string | undefined;
  /** Use a made-up set of twenty classes instead. */
  readonly synthetic?: boolean | SyntheticSize | undefined;
}

/**
 * The training images of ImageNet (ILSVRC 2012), or of any part of it, for use as auxiliary images: one folder per class
 * in `dataroot/imagenet/train`, read lazily as by {@link loadImageFolder}.
 *
 * @throws DatasetNotFoundError if the folder has no images.
 * @throws CorruptFileError later, from `pixels`, if an image is damaged.
 */
export async function loadImageNet({
  size,
  dataroot,
  synthetic = false,
}: ImageNetOptions): Promise<ImageDataset> {
  if (synthetic === false) {
    const { readImageNet } = await import('./imagenet-files');
    return readImageNet(size, dataroot);
  }
  const { train } = createSyntheticDataset({
    ...(synthetic === true ? {} : synthetic),
    name: 'synthetic ImageNet',
    shape: [32, 32, 3],
    classCount: 20,
    seed: 2012,
  });
  return size === 32 ? train : resizeImages(train, size, size);
}
