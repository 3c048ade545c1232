import { count } from '../../config/key-values';
import { sized } from '../../config/need';

/** Of merges that measure the experts. */
export const measureKeys = {
  merge_images: sized(
    count
      .default(100)
      .describe('(ours) painted images on which the experts are measured before their weights are merged'),
    (images, { image }) => ({ held: images * image }),
  ),
};
