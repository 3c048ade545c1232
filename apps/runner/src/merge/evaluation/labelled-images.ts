import { relative } from 'node:path';
import {
  CorruptFileError,
  type ImageDataset,
  loadImageFolder,
  type Normalization,
  readImages,
} from '@exmodel/benchmarks';
import { type ImageBatch, type ImageShape, takeTurn } from '@exmodel/distill';
import { suggestion } from '../../config/nearest';
import { asInput } from '../as-input';
import type { GivenFolder } from '../given-folder';
import { MergeError } from '../merge-error';

/** What the labels and pixels of images are to be. */
export interface LabelledInput {
  /** Names of the student's outputs. */
  readonly classes: readonly string[];
  readonly shape: ImageShape;
  readonly normalization: Normalization | undefined;
}

/** A folder of labelled images, opened: nothing is read of the images yet. */
export interface LabelledImages {
  readonly folder: string;
  /** How many there are, damaged ones included. */
  readonly count: number;
  /** Files that are no images by their names, or in no class's folder; relative to the folder. */
  readonly others: readonly string[];
  /**
   * Images `first` to `first + count`, with labels, and the damaged ones among them, which are left out; relative to the folder.
   *
   * @throws CorruptFileError with `strict`, an image is damaged or too large
   */
  read(
    first: number,
    count: number,
  ): Promise<{ readonly images: ImageBatch; readonly damaged: readonly string[] }>;
}

/**
 * A folder of images in one folder for each class, named as the class is. A character that file names cannot have is an underscore there:
 * the images of `T-shirt/top` are in `T-shirt_top`. Of some classes there may be none.
 *
 * @param flag that names the folder: `--images` or `--test`
 * @throws MergeError A folder is named after no class, no normalisation is given or, with `strict`, there is something else.
 * @throws DatasetNotFoundError There are no images.
 */
export async function openLabelledImages(
  { folder, strict }: GivenFolder,
  { classes, shape, normalization }: LabelledInput,
  flag: string,
): Promise<LabelledImages> {
  if (normalization === undefined) {
    const expected = 'the one that the experts were trained with';
    throw new MergeError(
      `${flag} ${folder} was given without a normalisation`,
      expected,
      'Give --mean and --std.',
    );
  }
  const files = await loadImageFolder({ folder, size: Math.max(shape[0], shape[1]) });
  const labels = labelsOf(files.folders, files, classes, `${flag} ${folder}`);
  const others = files.others.map((path) => relative(folder, path));
  if (strict && others[0] !== undefined) {
    const given = `${flag} ${folder} holds ${others[0]}`;
    throw new MergeError(
      given,
      'nothing but .jpg, .jpeg and .png files, in the folders of their classes',
      'Remove it, or omit --strict.',
    );
  }
  const dataset = asInput(files, shape, flag);
  return {
    ...{ folder, count: files.length, others },
    async read(first, count) {
      const pixels: Float32Array[] = [];
      const kept: number[] = [];
      const damaged: string[] = [];
      for (let index = first; index < Math.min(files.length, first + count); index++) {
        await takeTurn();
        try {
          pixels.push(readImages(dataset, [index], normalization));
          kept.push(labels[files.label(index)] as number);
        } catch (error) {
          if (strict || !(error instanceof CorruptFileError)) throw error;
          damaged.push(relative(folder, error.path));
        }
      }
      const size = pixels[0]?.length ?? 0;
      const all = new Float32Array(pixels.length * size);
      for (const [i, image] of pixels.entries()) all.set(image, i * size);
      const images = { shape, count: pixels.length, pixels: all, labels: Int32Array.from(kept) };
      return { images, damaged };
    },
  };
}

/** The folder of a class's images. */
export function folderOf(name: string): string {
  return name.replaceAll(/[/\\:*?"<>|]/g, '_');
}

/** The class of each folder; undefined for one without images, which may have any name. */
function labelsOf(
  folders: readonly string[],
  files: ImageDataset,
  classes: readonly string[],
  given: string,
): readonly (number | undefined)[] {
  const named = classes.map(folderOf);
  const used = new Set(Array.from({ length: files.length }, (_, i) => files.label(i)));
  const twin = named.find((name, i) => named.indexOf(name) !== i && folders.includes(name));
  if (twin !== undefined) {
    const expected = 'a name of its own for the folder of each class';
    throw new MergeError(
      `${given}: the folder ${twin} stands for two classes`,
      expected,
      'Merge them under other names.',
    );
  }
  return folders.map((folder, label) => {
    const index = named.indexOf(folder);
    if (index >= 0) return index;
    if (!used.has(label)) return undefined;
    throw new MergeError(
      `${given} holds the folder ${folder}, which is no class of the student`,
      `folders of images, named ${few(named)}`,
      `Rename it, or put it elsewhere.${suggestion(folder, named)}`,
    );
  });
}

function few(names: readonly string[]): string {
  return names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`;
}
