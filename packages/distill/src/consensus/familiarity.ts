import type { NoveltyProbe } from '../expert';
import { standardized } from '../standardized';
import type { Rows } from './read-rows';

/** Novelty below this is rounding. */
const least = 1e-6;

/**
 * How familiar each image is to an expert: −log of its novelty in each layer, the layers standardised over the
 * images and weighted by how much they can discriminate: many directions that were trained, and many that were not. Standardised.
 *
 * @param novelty images × layers, 0 … 1
 * @param layers for each layer the number of directions of its input, and of those training changed it in `rank`
 * @param reference the number of images, from the first on, over which mean is 0 and variance 1
 */
export function familiarity(
  { values, width }: Rows,
  layers: NoveltyProbe['layers'],
  reference: number,
): Float32Array {
  const images = values.length / width;
  const total = new Float32Array(images);
  layers.forEach(({ inputs, rank }, layer) => {
    const weight = rank * (1 - rank / inputs);
    const layerFamiliarity = standardized(
      Float32Array.from(total, (_, i) => -Math.log((values[i * width + layer] as number) + least)),
      reference,
    );
    for (let i = 0; i < images; i++)
      total[i] = (total[i] as number) + weight * (layerFamiliarity[i] as number);
  });
  return standardized(total, reference);
}
