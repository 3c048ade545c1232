import { paddedCrop } from '../augmentations/padded-crop';
import { ascentGradients, evidenceAscent } from '../consensus/evidence-ascent';
import { DivergedError } from '../diverged-error';
import type { Expert } from '../expert';
import { requireCount } from '../option-ranges';
import type { Random } from '../random';
import { modelInversion } from '../synthesis/model-inversion';
import type { Synthesis, SynthesisStep } from '../synthesis/synthesis';
import type { SynthesisOptions } from '../synthesis/synthesis-options';
import { inTurns } from '../take-turn';

/** How images are drawn by model inversion. From painted images few steps do. */
const inversion = {
  iterations: 40,
  learningRate: 0.05,
  temperature: 2,
  weightDecay: 1e-4,
  blur: 0.01,
  batchNorm: 1000,
  augmentation: paddedCrop(4),
};

/** How learning rates are tried, on so many of the images at most: {@link bestRate}. Two rates at the least, which is what is usual. */
const trial = { images: 16, iterations: 8, least: 2, most: 6 };

/** How many gradients of an expert so many images take, as the steps report them, for an estimate of the time. */
export function drawingGradients(by: 'inversion' | 'ascent', images: number): number {
  if (by === 'ascent') return ascentGradients * images;
  return inversion.iterations * images + trial.least * trial.iterations * Math.min(trial.images, images);
}

export interface DrawnImagesOptions extends Pick<SynthesisOptions, 'shape'> {
  /** Outputs of the student: the expert's classes are of its numbering. */
  readonly outputs: number;
  /** Where so many images begin, in normalised pixels: painted ones, such as those of `proceduralImages`. */
  readonly start: NonNullable<SynthesisOptions['start']>;
  /** Images whose gradients are computed together, ≥ 1; default 128. `'ascent'` holds about four times what the expert alone takes. */
  readonly batchSize?: number | undefined;
  /** For `'ascent'`: how many of the first images tell what is usual for the expert, together; default `batchSize`. */
  readonly referenceSize?: number | undefined;
  /** Ends the work with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Painted images drawn towards an expert's classes, as `exmodel merge` draws them: they show a student more of what the expert knows than
 * painted ones do. Others have a turn between any two batches. Each image's label is the class aimed at.
 *
 * Inversion first tries learning rates on a few of the images, in few iterations each, and takes the one with which their loss gets lowest:
 * through the many layers of a MobileNet the usual one overshoots, and the images become unlike any that the expert knows. Where it tries more
 * than two rates, steps of the further ones report 0 images: nobody can plan them.
 *
 * @param by what `probesOf` says of the expert: by its batch norm, or up its own evidence, which can be left midway
 * @throws RangeError when `batchSize` is out of range. While it makes images: RangeError when the expert's logits are not `outputs` wide; MissingProbeError for an expert of which `probesOf` does not say that;
 * DivergedError as soon as the expert or its images are not finite
 */
export function drawnImages(
  by: 'inversion' | 'ascent',
  { batchSize = 128, referenceSize = batchSize, signal, ...options }: DrawnImagesOptions,
): Synthesis {
  requireCount('batchSize', batchSize);
  if (by === 'ascent') return evidenceAscent({ ...options, batchSize, referenceSize, signal });
  const recipe = { ...options, ...inversion, batchSize };
  return async function* (expert, count, random) {
    const begin = random.state();
    const learningRate = yield* bestRate(expert, Math.min(trial.images, count), recipe, random, signal);
    random.restore(begin);
    return yield* inTurns(modelInversion({ ...recipe, learningRate })(expert, count, random), signal);
  };
}

/** The learning rate of the recipe, or a quarter of it, and so on: as long as the loss of a few images gets lower by that. */
async function* bestRate(
  expert: Expert,
  few: number,
  recipe: Parameters<typeof modelInversion>[0],
  random: Random,
  signal: AbortSignal | undefined,
): AsyncGenerator<SynthesisStep, number> {
  const classes = expert.classes.slice(0, few);
  const count = classes.length * Math.floor(few / classes.length);
  const { iterations } = trial;
  const begin = random.state();
  let [best, lowest] = [recipe.learningRate, Number.POSITIVE_INFINITY];
  for (let tries = 0; tries < trial.most; tries++) {
    // Images are varied at random, by which their loss rises and falls: for each rate in the same ways.
    random.restore(begin);
    const learningRate = recipe.learningRate / 4 ** tries;
    const losses: number[] = [];
    const make = modelInversion({ ...recipe, learningRate, iterations });
    try {
      for await (const step of inTurns(make({ ...expert, classes }, count, random), signal)) {
        losses[step.iteration - 1] = step.loss ?? Number.NaN;
        yield tries < trial.least ? step : { ...step, images: 0 };
      }
    } catch (error) {
      // With a lower rate it may not; if it does, the images say so.
      if (!(error instanceof DivergedError)) throw error;
      continue;
    }
    const late = losses.slice(iterations / 2);
    const loss = late.reduce((sum, each) => sum + each, 0) / late.length;
    if (loss >= lowest) break;
    [best, lowest] = [learningRate, loss];
  }
  return best;
}
