import { type Expert, type ImageBatch, Random } from '@exmodel/distill';
import type { ExpertProbes } from '@exmodel/distill/merging';
import { drawnImages as ascended, drawnWork as ascentWork } from '../teaching/drawn-images';
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
export function drawnImages(
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
    return ascended(expert, count, { format, outputs, batchSize, referenceSize, signal }, random);
  }
  const recipe = {
    ...drawing,
    batchSize: Math.min(drawing.batchSize, atOnce.synthesis),
    shape,
    outputs,
    augmentation: mergeAugmentation,
    start: paintedStart(format),
  };
  const make = minversion.synthesis(recipe, {});
  return synthesisEvents(make(expert, count, random), 'drawing');
}
