import type { ImageDataset } from '../images/image-dataset';

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

/** Which of the official streams, in which of its orders. */
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
