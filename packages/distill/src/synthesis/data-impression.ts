import type { Expert } from '../expert';
import { MissingProbeError } from '../missing-probe-error';
import { requirePositive } from '../option-ranges';
import type { Random } from '../random';
import { allFinite, uselessExpert } from '../refuse-diverged';
import type { Place } from '../state';
import { classSimilarity, dirichletConcentration } from './class-similarity';
import { classesOfImages } from './images-per-class';
import type { Synthesis } from './synthesis';
import { requireSynthesisOptions, type SynthesisOptions } from './synthesis-options';
import { type SynthesisState, synthesize } from './synthesize';

export interface DataImpressionOptions extends SynthesisOptions {
  /** β, the scale of the Dirichlet concentrations [`buffer_beta`]. */
  readonly beta: number;
  /**
   * Classes that the impressions may name [`impression_classes`]: `all` outputs as the reference does (some
   * labels then name classes that the expert never saw), or only the `expert`'s own.
   */
  readonly impressionClasses?: 'all' | 'expert' | undefined;
  /** Keep the Dirichlet sample as the label, not only its argmax [`soft_labels`]. */
  readonly softLabels?: boolean | undefined;
}

/** What the impressions should show. */
interface Impressions {
  /** The argmax of each image's probabilities. */
  readonly labels: Int32Array;
  /** count × outputs: the Dirichlet samples. */
  readonly probabilities: Float32Array;
}

interface DataImpressionState extends Impressions {
  readonly synthesis?: SynthesisState;
}

/**
 * Images on which the expert's softmax is a sample of a Dirichlet distribution that follows the
 * similarity of its classes: `dimpression_ed` (data impressions, arXiv 1905.08114). Each image's
 * label is the argmax of its sample. Can be left midway.
 *
 * @throws RangeError when `iterations`, `batchSize`, `learningRate`, `temperature` or `beta` is out of range. While it makes images: RangeError when the
 * expert's logits are not as wide as the outputs; MissingProbeError for an expert without a probe that it needs; DivergedError as soon as the
 * images or the expert are not finite
 */
export function dataImpression(options: DataImpressionOptions): Synthesis {
  requireSynthesisOptions(options);
  requirePositive('beta', options.beta);
  return async function* (expert, count, random, place = {}) {
    const from = place.from as DataImpressionState | undefined;
    const { labels, probabilities } = from ?? (await drawImpressions(expert, count, options, random));
    const pixelPlace: Place<SynthesisState> = { from: from?.synthesis };
    place.now = async (): Promise<DataImpressionState> => {
      const synthesis = await pixelPlace.now?.();
      return {
        labels: labels.slice(),
        probabilities: probabilities.slice(),
        ...(synthesis && { synthesis }),
      };
    };
    const goal = { count: labels.length, probabilities };
    const pixels = yield* synthesize(expert, goal, options, random, pixelPlace);
    return {
      shape: options.shape,
      count: labels.length,
      pixels,
      labels,
      ...(options.softLabels === true && { softLabels: probabilities }),
    };
  };
}

async function drawImpressions(
  expert: Expert,
  count: number,
  { beta, impressionClasses }: DataImpressionOptions,
  random: Random,
): Promise<Impressions> {
  if (expert.classifierWeights === undefined)
    throw new MissingProbeError('data impression', 'classifierWeights');
  const weights = expert.classifierWeights();
  const outputs = weights.shape[0];
  const similarityTensor = classSimilarity(weights);
  weights.dispose();
  const similarities = (await similarityTensor.data()) as Float32Array;
  similarityTensor.dispose();
  if (!allFinite(similarities))
    throw uselessExpert(expert, 'has classifier weights that are NaN or infinite');

  const aims = classesOfImages(expert.classes, count);
  const columns =
    impressionClasses === 'expert' ? [...expert.classes] : Array.from({ length: outputs }, (_, c) => c);
  const probabilities = new Float32Array(aims.length * outputs);
  const labels = Int32Array.from(aims, (aim, image) => {
    const row = columns.map((column) => similarities[aim * outputs + column] as number);
    const sample = random.dirichlet(dirichletConcentration(row, beta));
    columns.forEach((column, i) => {
      probabilities[image * outputs + column] = sample[i] as number;
    });
    return columns[sample.indexOf(Math.max(...sample))] as number;
  });
  return { labels, probabilities };
}
