import { tidy, zeros } from '@tensorflow/tfjs-core';
import { shareOrigin } from '../averages/share-origin';
import type { Expert } from '../expert';
import type { ImageShape } from '../images';
import type { Weights } from '../weights';

/** What an expert tells beside its logits. */
export interface ExpertProbes {
  /** Statistics of its training images: images can be drawn towards its classes by model inversion. */
  readonly batchNorm: boolean;
  /** How familiar images are to it, in a pass of their own: it is known or estimated from which weights its training started. */
  readonly familiarity: boolean;
  /** By which way images can be drawn towards its classes, if any: by its batch norm, or up its own evidence, where its origin is known or estimated. */
  readonly drawing: 'inversion' | 'ascent' | undefined;
}

/** What each of the experts tells of images of this shape: whether images can be drawn towards its classes, and by what. */
export async function probesOf(experts: readonly Expert[], shape: ImageShape): Promise<ExpertProbes[]> {
  const probes: ExpertProbes[] = [];
  for (const expert of experts) {
    const { initialWeights: origin } = expert;
    const batchNorm = hasBatchNorm(expert, shape);
    const weights = expert.novelty && origin && (await expert.weights?.());
    const knows = weights !== undefined && origin !== undefined && shareOrigin(weights, origin);
    probes.push({
      batchNorm,
      familiarity: knows && weights.some((_, i) => wasTrained(weights, origin, i)),
      drawing: batchNorm ? 'inversion' : knows ? 'ascent' : undefined,
    });
  }
  return probes;
}

/** Whether the expert gives the statistics of its batch norm. */
export function hasBatchNorm(expert: Expert, shape: ImageShape): boolean {
  return tidy(() => (expert.logitsAndStatistics?.(zeros([1, ...shape])).statistics.length ?? 0) > 0);
}

/** Whether training changed a kernel of fewer outputs than inputs; one of a head that was moved is not looked at. */
function wasTrained(weights: Weights, origin: Weights, at: number): boolean {
  const [own, start] = [weights[at], origin[at]];
  if (own === undefined || own.shape.length < 2 || own.columns !== undefined) return false;
  if (own.shape.join() !== start?.shape.join()) return false;
  const outputs = own.shape.at(-1) ?? 0;
  return outputs * outputs < own.values.length && own.values.some((value, i) => value !== start.values[i]);
}
