import { areProbabilities, expertFromProbabilities } from '@exmodel/distill';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { MergePlan } from './merge-plan';
import type { LoadedExpert } from './open-expert';
import { paint } from './paint';

/** Painted images that an expert is tried on. */
const tried = 16;

/**
 * The expert with logits: where its outputs on painted images turn out to be probabilities, though the file does not show it,
 * they are made logits.
 */
export async function asLogits(
  loaded: LoadedExpert,
  { shape, normalization }: Pick<MergePlan, 'shape' | 'normalization'>,
): Promise<LoadedExpert> {
  if (loaded.gives.activation !== 'none') return loaded;
  const { pixels } = paint({ shape, normalization, seed: 0 }, tried, 0);
  const rows = tidy(() => loaded.expert.logits(tensor4d(pixels, [tried, ...shape])));
  try {
    if (!(await areProbabilities(rows))) return loaded;
  } finally {
    rows.dispose();
  }
  const gives = { ...loaded.gives, activation: 'probabilities' } as const;
  const { layers } = loaded;
  return {
    ...{ ...loaded, gives, expert: expertFromProbabilities(loaded.expert) },
    ...(layers && {
      layers: { ...layers, behind: (rest) => expertFromProbabilities(layers.behind(rest)) },
    }),
  };
}
