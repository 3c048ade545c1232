import type { NoveltyProbe } from '../expert';
import { scaleOf, standardized } from '../standardized';
import type { Rows } from './read-rows';

/** Novelty below this is rounding. */
export const leastNovelty = 1e-6;

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

/**
 * The factors by which familiarity, by all views together, is a sum of −log of the novelties, but for a constant: views × layers values.
 * Standardised over all images given.
 */
export function familiarityFactors(novelty: Rows, layers: NoveltyProbe['layers']): Float32Array {
  const columns = Array.from({ length: novelty.width }, (_, at) => familiarityInLayer(novelty, at));
  const factors = columns.map((column, at) => {
    const { inputs, rank } = layers[at % layers.length] as NoveltyProbe['layers'][number];
    return (rank * (1 - rank / inputs)) / scaleOf(column).deviation;
  });
  for (let first = 0; first < columns.length; first += layers.length)
    standardize(factors, columns, first, first + layers.length);
  standardize(factors, columns, 0, columns.length);
  return Float32Array.from(factors);
}

/** Makes the deviation of a sum of columns 1, by their factors. */
function standardize(factors: number[], columns: readonly Float32Array[], first: number, end: number): void {
  const total = new Float32Array(columns[0]?.length ?? 0);
  for (let at = first; at < end; at++) addTo(total, columns[at] as Float32Array, factors[at] as number);
  const { deviation } = scaleOf(total);
  for (let at = first; at < end; at++) factors[at] = (factors[at] as number) / deviation;
}

/** −log of each image's novelty in one column: one view of one layer. */
function familiarityInLayer({ values, width }: Rows, column: number): Float32Array {
  return Float32Array.from(
    { length: values.length / width },
    (_, i) => -Math.log((values[i * width + column] as number) + leastNovelty),
  );
}

/** What the view says whose layers begin at column `first`. */
function viewFamiliarity(
  novelty: Rows,
  first: number,
  layers: NoveltyProbe['layers'],
  reference: number,
): Float32Array {
  const total = new Float32Array(novelty.values.length / novelty.width);
  layers.forEach(({ inputs, rank }, layer) => {
    const inLayer = familiarityInLayer(novelty, first + layer);
    addTo(total, standardized(inLayer, reference), rank * (1 - rank / inputs));
  });
  return standardized(total, reference);
}

function addTo(total: Float32Array, values: Float32Array, weight: number): void {
  for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + weight * (values[i] as number);
}
