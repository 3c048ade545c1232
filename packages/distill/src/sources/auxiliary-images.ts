import type { ImageShape } from '../images';
import type { SampleSource } from './sample-source';

/** Unlabelled images of something else, read when they are drawn. */
export interface AuxiliaryData {
  readonly shape: ImageShape;
  readonly count: number;
  /** indices.length × height × width × channels normalised pixels. */
  read(indices: readonly number[]): Float32Array;
}

/** Draws from a whole auxiliary data set, its labels unknown: `aux_data_ed`. */
export function auxiliaryImages(data: AuxiliaryData): SampleSource {
  return {
    stateless: true,
    async *prepare() {
      return undefined;
    },
    draw(count, random) {
      const indices = Array.from({ length: count }, () => random.integer(data.count));
      return { shape: data.shape, count, pixels: data.read(indices) };
    },
  };
}
