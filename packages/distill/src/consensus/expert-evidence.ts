import type { NoveltyProbe } from '../expert';
import { familiarity } from './familiarity';
import { logOdds } from './log-odds';
import type { Rows } from './read-rows';

/** What an expert answered when it was queried. */
export interface Answers {
  /** images × outputs. */
  readonly logits: Rows;
  /** images × (views × layers), with the layers; absent where it has no novelty probe, or familiarity does not count. */
  readonly novelty?: Rows;
  readonly layers?: NoveltyProbe['layers'];
}

/**
 * The evidence that one expert gives for its classes: its log-odds + `weight`·familiarity, image by image.
 *
 * @param reference the number of images, from the first on, over which both are standardised
 * @returns images × classes.length values, in the order of `classes`
 */
export function expertEvidence(
  { logits, novelty, layers }: Answers,
  classes: readonly number[],
  reference: number,
  weight: number,
): Float32Array {
  const evidence = logOdds(logits, classes, reference);
  if (novelty === undefined || layers === undefined) return evidence;
  const familiar = familiarity(novelty, layers, reference);
  return evidence.map((odds, at) => odds + weight * (familiar[Math.floor(at / classes.length)] as number));
}
