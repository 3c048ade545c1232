import type { NoveltyProbe } from '../expert';
import { standardized } from '../standardized';
import type { Rows } from './read-rows';

/** Novelty below this is rounding. */
const least = 1e-6;

/**
 * How familiar each image is to an expert, by each of its views: −log of the novelty in each layer, the layers standardised over
 * the images and weighted by how much they can discriminate: many directions that were trained, and many that were not. Standardised.
 *
 * @param novelty images × (views × layers), 0 … 1
 * @param layers for each layer the number of directions of its input, and of those training changed it in `rank`
 * @param reference the number of images, from the first on, over which mean is 0 and variance 1
 */
export function familiarityByView(
  novelty: Rows,
  layers: NoveltyProbe['layers'],
  reference: number,
): Float32Array[] {
  const views = novelty.width / layers.length;
  return Array.from({ length: views }, (_, view) =>
    viewFamiliarity(novelty, view * layers.length, layers, reference),
  );
}

/** The familiarity by all views together: their sum, standardised. */
export function familiarity(views: readonly Float32Array[], reference: number): Float32Array {
  const [first = new Float32Array(), ...others] = views;
  if (others.length === 0) return first;
  const total = first.slice();
  for (const view of others) addTo(total, view, 1);
  return standardized(total, reference);
}

/** What the view says whose layers begin at column `first`. */
function viewFamiliarity(
  { values, width }: Rows,
  first: number,
  layers: NoveltyProbe['layers'],
  reference: number,
): Float32Array {
  const total = new Float32Array(values.length / width);
  layers.forEach(({ inputs, rank }, layer) => {
    const inLayer = total.map((_, i) => -Math.log((values[i * width + first + layer] as number) + least));
    addTo(total, standardized(inLayer, reference), rank * (1 - rank / inputs));
  });
  return standardized(total, reference);
}

function addTo(total: Float32Array, values: Float32Array, weight: number): void {
  for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + weight * (values[i] as number);
}
