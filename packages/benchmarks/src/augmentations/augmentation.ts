import type { ImageShape } from '../images/image-dataset';

/**
 * A random change of one training image: maps its pixels (channels innermost, not modified) to new ones of
 * the same shape, or the same array where nothing changes. All that is random comes from `random`, uniform in [0, 1).
 */
export type Augmentation = (pixels: Uint8Array, shape: ImageShape, random: () => number) => Uint8Array;
