import type { ImageShape } from '../images';
import type { Random } from '../random';

/**
 * Paints one image that shows nothing: height × width × channels values in [0, 1], row-major, a pure
 * function of the generator's state. One file each in this folder.
 */
export type Painter = (shape: ImageShape, random: Random) => Float32Array;
