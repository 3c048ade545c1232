import { DivergedError, type Expert, type ImageBatch, Random } from '@exmodel/distill';
import type { ExpertProbes } from '@exmodel/distill/experts';
import { drawnImages as ascended, drawnWork as ascentWork } from '../teaching/drawn-images';
import type { SynthesisRecipe } from '../teaching/images/image-kind';
import { minversion } from '../teaching/images/minversion';
import { paintedStart } from '../teaching/images/painted';
import { synthesisEvents } from '../teaching/synthesis-events';
import type { TeachingProgress } from '../teaching/teaching-event';
import { work } from '../teaching/work';
import { mergeAugmentation, mergeDefaults } from './merge-options';
import type { TeachContext } from './merge-source';

const { drawing } = mergeDefaults;
/** Drawing by evidence holds about so many times what the gradient of the expert alone takes. */
const ascentNetworks = 4;

/** How a learning rate is tried, on so many of the images at most: {@link fallingRate}. */
const trial = { images: 16, iterations: 8, tries: 6 };

/** Work of making that many {@link drawnImages} of each expert. */
export function drawnWork(probes: readonly ExpertProbes[], shares: readonly number[]): number {
  return probes.reduce((total, { drawing: by }, i) => {
    const images = shares[i] ?? 0;
    if (by === undefined) return total;
    return total + (by === 'ascent' ? ascentWork(images) : images * drawing.iterations * work.synthesis);
  }, 0);
}

/** How many of `count` images each expert gets towards which images can be drawn, in whole classes; 0 for the others. */
export function drawnShares(
  experts: readonly Expert[],
  probes: readonly ExpertProbes[],
  count: number,
): number[] {
  const able = probes.map(({ drawing: by }) => by !== undefined);
  const share = Math.floor(count / Math.max(1, able.filter(Boolean).length));
  return experts.map(({ classes }, i) =>
    able[i] ? Math.max(1, Math.floor(share / classes.length)) * classes.length : 0,
  );
}

/** Painted images, drawn towards the classes of one expert: by model inversion where it has batch norm, else up its own evidence. */
export async function* drawnImages(
  expert: Expert,
  index: number,
  count: number,
  { shape, normalization, student, seed, atOnce, signal, probes }: TeachContext,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const random = Random.seeded(seed, 'drawn', index);
  const format = { shape, normalization };
  const { outputs } = student;
  if (probes[index]?.drawing === 'ascent') {
    const batchSize = Math.max(1, Math.min(drawing.batchSize, Math.floor(atOnce.synthesis / ascentNetworks)));
    // Whatever memory gradients have: the images depend on this number.
    const referenceSize = Math.min(drawing.batchSize, atOnce.inference);
    return yield* ascended(expert, count, { format, outputs, batchSize, referenceSize, signal }, random);
  }
  const recipe = {
    ...drawing,
    batchSize: Math.min(drawing.batchSize, atOnce.synthesis),
    shape,
    outputs,
    augmentation: mergeAugmentation,
    start: paintedStart(format),
  };
  const few = Math.min(trial.images, count);
  const learningRate = yield* fallingRate(expert, few, recipe, () =>
    Random.seeded(seed, 'drawing-rate', index),
  );
  const make = minversion.synthesis({ ...recipe, learningRate }, {});
  return yield* synthesisEvents(make(expert, count, random), 'drawing');
}

/**
 * A learning rate with which the loss of a few images falls: the recipe's, or a quarter of it, and so on. Through the many layers of a MobileNet
 * the usual one overshoots: the loss rises a hundredfold, and the images are unlike any that the expert knows.
 */
async function* fallingRate(
  expert: Expert,
  few: number,
  recipe: SynthesisRecipe,
  random: () => Random,
): AsyncGenerator<TeachingProgress, number> {
  const count = expert.classes.length * Math.max(1, Math.floor(few / expert.classes.length));
  let { learningRate } = recipe;
  for (let tries = 0; tries < trial.tries; tries++) {
    const { iterations } = trial;
    const make = minversion.synthesis({ ...recipe, learningRate, iterations }, {});
    const losses: number[] = [];
    try {
      for await (const event of synthesisEvents(make(expert, count, random()), 'drawing')) {
        losses.push(event.loss ?? Number.NaN);
        yield { ...event, work: 0 };
        if (losses.length === iterations) break; // Of many classes, the first batch will do.
      }
      // Images are varied at random, so a single loss tells little.
      const late = losses.slice(iterations / 2);
      if (late.reduce((sum, loss) => sum + loss, 0) / late.length < (losses[0] as number)) break;
    } catch (error) {
      // With a lower rate it may not; if it does, the images say so.
      if (!(error instanceof DivergedError)) throw error;
    }
    learningRate /= 4;
  }
  return learningRate;
}
