/**
 * A random change after which a synthetic image still shows what it showed, as plain data: code that makes or learns from
 * such images computes it with a library of its own. All keep the image's shape.
 *
 * - `padded-crop`: `padding` rows and columns of zeros (of normalised values) added on each side, then cut to its shape
 *   at a random place: torchvision's `RandomCrop(size, padding)`
 * - `resized-crop`: a random part of 80 to 100 % of its area, width / height from 3/4 to 4/3, resized to its shape:
 *   torchvision's `RandomResizedCrop(size, scale=(0.8, 1))`
 * - `horizontal-flip`: mirrored left to right, in half of the cases
 * - `rotation`: by a random angle of up to `degrees` either way
 */
export type ImageChange =
  | { readonly change: 'padded-crop'; readonly padding: number }
  | { readonly change: 'resized-crop' }
  | { readonly change: 'horizontal-flip' }
  | { readonly change: 'rotation'; readonly degrees: number };
