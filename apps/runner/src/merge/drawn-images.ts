import { type Expert, type ImageBatch, Random } from '@exmodel/distill';
import { drawingGradients, drawnImages as drawnTowards, type ExpertProbes } from '@exmodel/distill/experts';
import { paintedStart } from '../teaching/images/painted';
import { synthesisEvents } from '../teaching/synthesis-events';
import type { TeachingProgress } from '../teaching/teaching-event';
import { work } from '../teaching/work';
import { mergeDefaults } from './merge-options';
import type { TeachContext } from './merge-source';

const { drawnBatchSize } = mergeDefaults;
/** Drawing by evidence holds about so many times what the gradient of the expert alone takes. */
const ascentNetworks = 4;

/** Work of making that many {@link drawnImages} of each expert. */
export function drawnWork(probes: readonly ExpertProbes[], shares: readonly number[]): number {
  return probes.reduce((total, { drawing: by }, i) => {
    return by === undefined ? total : total + drawingGradients(by, shares[i] ?? 0) * work.synthesis;
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

/** Painted images, drawn towards the classes of one expert in the way that its probes allow. */
export async function* drawnImages(
  expert: Expert,
  index: number,
  count: number,
  { shape, normalization, student: { outputs }, seed, atOnce, signal, probes }: TeachContext,
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const by = probes[index]?.drawing ?? 'inversion';
  const fitting = by === 'ascent' ? Math.floor(atOnce.synthesis / ascentNetworks) : atOnce.synthesis;
  const make = drawnTowards(by, {
    ...{ shape, outputs, signal, start: paintedStart({ shape, normalization }) },
    batchSize: Math.max(1, Math.min(drawnBatchSize, fitting)),
    // Whatever memory gradients have: the images depend on this number.
    referenceSize: Math.min(drawnBatchSize, atOnce.inference),
  });
  return yield* synthesisEvents(make(expert, count, Random.seeded(seed, 'drawn', index)), 'drawing');
}
