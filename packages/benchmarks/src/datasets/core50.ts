import type { ImageDataset } from '../images/image-dataset';
import type { DatasetOptions } from './dataset-options';

/** The official streams of CORe50, by the names that the archives of file lists give them. */
export type Core50Stream = 'NC_inc' | 'NI_inc' | 'NIC_v2_79' | 'NIC_v2_196' | 'NIC_v2_391';

/** How many experiences each stream has. */
export const core50Experiences: Readonly<Record<Core50Stream, number>> = {
  NC_inc: 9,
  NI_inc: 8,
  NIC_v2_79: 79,
  NIC_v2_196: 196,
  NIC_v2_391: 391,
};

/** What tells one of the official streams from the others. */
export interface Core50Run {
  readonly stream: Core50Stream;
  /** 0 to 9: each official stream was published in ten orders. */
  readonly run: number;
}

/** A stream of CORe50: the training images of each experience, and the one test set. */
export interface Core50Data {
  readonly train: readonly ImageDataset[];
  /** All images of sessions 3, 7 and 10. */
  readonly test: ImageDataset;
}

/**
 * CORe50 (Lomonaco, Maltoni 2017): video frames of 50 objects, each its own class, in eleven sessions, 128 × 128
 * pixels, three channels. Images are read from `dataroot/core50/core50_128x128` when they are asked for, about 3 ms
 * each, and not kept; which of them make up an experience, and their labels, is read from the official file lists in
 * `dataroot/core50`. The labels of a run are its own, as in Avalanche.
 *
 * @throws CorruptFileError if a list is damaged; later, from `pixels`, if an image is.
 * @throws DatasetNotFoundError if the lists, or images that they name, are missing.
 */
export async function loadCore50(
  run: Core50Run,
  { dataroot, synthetic = false }: DatasetOptions,
): Promise<Core50Data> {
  if (synthetic === false) {
    const { readCore50 } = await import('./core50-files');
    return readCore50(run, dataroot);
  }
  const { core50Twin } = await import('./core50-twin');
  return core50Twin(run, synthetic);
}
