import type { ImageFit } from '../views/fit-images';

/** How large a synthetic twin is. */
export interface SyntheticSize {
  /**
   * Training images of each class; 60 by default, 20 of CIFAR-100, 16 of CORe50. Never less than one for each time that a
   * stream shows the class: eight for CORe50's sessions, five for the rounds of `nic_cifar100` and the parts of
   * `ni_mnist`, two in `overlap_mnist`.
   */
  readonly trainPerClass?: number | undefined;
  /** Test images of each class; 20 by default, 4 of CIFAR-100, 3 of CORe50; at least two in `overlap_mnist`. */
  readonly testPerClass?: number | undefined;
}

/** Where the images of a data set come from, and how large they are. */
export interface DatasetOptions {
  /** Not for CORe50 and ImageNet: side of the square images, in pixels, a positive integer; by default they are as they were published. */
  readonly imageSize?: number | undefined;
  /** How they get that size: `resize`, the default, or `pad`: they stay as they are in a black frame. */
  readonly imageFit?: ImageFit | undefined;
  /** The folder in which data sets are looked for. */
  readonly dataroot?: string | undefined;
  /** Use the data set's synthetic twin instead: same shape and classes, drawn in memory, for tests. */
  readonly synthetic?: boolean | SyntheticSize | undefined;
}
