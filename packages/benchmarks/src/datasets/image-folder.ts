import type { ImageFolder, ImageFolderOptions } from './image-folder-files';

/**
 * The JPEG and PNG files of a folder, as `torchvision.datasets.ImageFolder` finds them: a class for each folder in it,
 * in the order of their names. An image is read from disk whenever it is needed, its shorter side resized to `size` by Pillow's
 * bilinear filter, and its centre cut out; nothing is kept. {@link cacheImages} keeps what was read.
 *
 * @throws DatasetNotFoundError if the folder holds no folders with images.
 * @throws CorruptFileError later, from `pixels`, if an image is damaged or too large.
 * @throws RangeError if `size` is not a positive integer.
 */
export async function loadImageFolder(options: ImageFolderOptions): Promise<ImageFolder> {
  const { readImageFolder } = await import('./image-folder-files');
  return readImageFolder(options);
}
