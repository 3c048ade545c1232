import { relative } from 'node:path';
import { loadImageFolder } from '@exmodel/benchmarks';
import { type GivenImages, sideOf, takeImages } from './given-images';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';

/** A folder of images, and how to read it. */
export interface GivenFolder {
  readonly folder: string;
  /** Stop at a file that is no image. */
  readonly strict: boolean;
}

/** Bytes of images that are read, at most; and the share of the memory, where that is less. */
const mostBytes = 1e9;
const shareOfMemory = 0.25;

/**
 * The JPEG and PNG files of a folder and its subfolders as {@link takeImages} takes them. What was left out is named relative to the folder.
 *
 * @param options.machine bytes of memory that there are
 *
 * @throws MergeError There are fewer than ten images, or no normalisation is given; with `strict`, there is something else.
 * @throws CorruptFileError with `strict`, an image is damaged or too large.
 */
export async function readGivenImages(
  { folder, strict }: GivenFolder,
  plan: Pick<MergePlan, 'shape' | 'taught' | 'normalization'>,
  seed: number,
  { machine = Number.POSITIVE_INFINITY, signal }: { machine?: number; signal?: AbortSignal | undefined } = {},
): Promise<GivenImages> {
  const given = `--images ${folder}`;
  const images = await loadImageFolder({ folder, size: sideOf(plan.shape), unlabelled: true });
  const [other] = images.others;
  if (strict && other !== undefined) {
    const found = `${given} holds ${relative(folder, other)}`;
    throw new MergeError(found, 'nothing but .jpg, .jpeg and .png files', 'Remove it, or omit --strict.');
  }
  const bytes = Math.min(mostBytes, shareOfMemory * machine);
  const taken = await takeImages({ given, images, strict, bytes }, plan, seed, signal);
  const skipped = [...images.others, ...taken.skipped].map((path) => relative(folder, path));
  return { ...taken, skipped };
}
