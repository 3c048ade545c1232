import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import type { ImageDataset } from '../images/image-dataset';
import { lazyDataset } from '../images/lazy-dataset';
import { readImageFile } from '../images/read-image-file';
import { requireCount } from '../require-count';
import { resizeAndCrop } from '../views/resize-and-crop';

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png']);

export interface ImageFolderOptions {
  /** Contains one folder per class; a class's images may be in subfolders. */
  readonly folder: string;
  /** Side of the square images, in pixels. */
  readonly size: number;
  /** What errors call the data set; the folder's path by default. */
  readonly name?: string | undefined;
  /** Every image below the folder, whatever its place, in one class. */
  readonly unlabelled?: boolean | undefined;
}

/** A folder's images, and what else is there. */
export interface ImageFolder extends ImageDataset {
  /** Names of the classes' folders, in the order of labels; `.` if unlabelled. */
  readonly folders: readonly string[];
  /** Paths of the files that are not among the images: no images by their names, or in no class's folder. */
  readonly others: readonly string[];
}

/** See `loadImageFolder`, which loads this file only in Node. */
export async function readImageFolder({
  folder,
  size,
  name = folder,
  unlabelled = false,
}: ImageFolderOptions): Promise<ImageFolder> {
  requireCount('size', size);
  const missing = (what: string, remedy: string) =>
    new DatasetNotFoundError({
      dataset: name,
      files: [`${unlabelled ? '' : 'one folder per class with '}.jpg, .jpeg or .png files`],
      folders: [folder],
      fault: `${name === folder ? folder : `${name} in ${folder}`} ${what}`,
      remedy,
    });
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw missing('does not exist', 'Correct the path.');
    if (error.code === 'ENOTDIR') throw missing('is no folder', 'Give the folder of the images.');
    throw error;
  });
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const folders = unlabelled ? ['.'] : below.sort();
  const found = await Promise.all(folders.map((label) => filesBelow(join(folder, label))));
  const files = found.map((entries) => entries.filter(isImage).map(pathOf));
  const paths = files.flat();
  if (paths.length === 0) {
    throw entries.some(isImage)
      ? missing('holds images, but not in folders of classes', 'Put each image into a folder of its class.')
      : missing('holds no images', 'Put them there, or give another folder.');
  }
  const unplaced = unlabelled ? [] : entries.filter((entry) => !entry.isDirectory());
  const others = [...unplaced, ...found.flat().filter((entry) => !isImage(entry))].map(pathOf);
  const images = lazyDataset({
    name,
    shape: [size, size, 3],
    classCount: folders.length,
    labels: files.flatMap((images, label) => images.map(() => label)),
    pixels(index) {
      const path = paths[index] as string;
      return resizeAndCrop(readImageFile({ path, remedy: 'Replace the file or delete it.' }), size);
    },
  });
  return { ...images, folders, others };
}

/** In the order of their paths. */
async function filesBelow(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
}

function isImage(entry: Dirent): boolean {
  return entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase());
}

function pathOf({ parentPath, name }: Dirent): string {
  return join(parentPath, name);
}
