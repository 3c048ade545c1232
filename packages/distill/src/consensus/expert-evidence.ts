import type { NoveltyProbe } from '../expert';
import { familiarityByView } from './familiarity';
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

/** What an expert's answers say of each image. */
export interface ExpertEvidence {
  /** Of its classes, in their order: images × classes. */
  readonly odds: Float32Array;
  /** How familiar each image is, by each view. Empty without a novelty probe. */
  readonly views: readonly Float32Array[];
  /** The inputs of the layers that familiarity was measured in, which tell the architecture. */
  readonly layers: string;
}

/** @param reference the number of images, from the first on, over which all is standardised */
export async function expertEvidence(
  { logits, novelty, layers }: Answers,
  classes: readonly number[],
  reference: number,
  signal?: AbortSignal,
): Promise<ExpertEvidence> {
  const odds = await logOdds(logits, classes, reference, signal);
  if (novelty === undefined || layers === undefined) return { odds, views: [], layers: '' };
  return {
    odds,
    views: familiarityByView(novelty, layers, reference),
    layers: layers.map(({ inputs }) => inputs).join(),
  };
}
