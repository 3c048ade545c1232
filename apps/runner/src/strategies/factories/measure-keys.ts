import { count } from '../../config/key-values';
import { sized } from '../../config/need';

/** On how many images, unless `merge_images` says it. */
export const defaultImages = 100;

/** Of merges that measure the experts. */
export const measureKeys = {
  merge_images: sized(
    count
      .optional()
      .describe(
        `(added) painted images on which the experts are measured before their weights are merged; default: ${defaultImages}`,
      ),
    (images, { image }) => ({ held: images * image }),
  ),
};
