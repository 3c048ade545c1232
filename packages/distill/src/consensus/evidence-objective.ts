import {
  add,
  div,
  log,
  logSumExp,
  matMul,
  mul,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
} from '@tensorflow/tfjs-core';
import type { Expert, NoveltyProbe } from '../expert';
import { scaleOf } from '../standardized';
import { familiarityFactors, leastNovelty } from './familiarity';
import { outputsInUse, ownLogOdds } from './log-odds';
import type { Rows } from './read-rows';

/** Images [batch, height, width, channels] and their classes [batch, outputs], one-hot → the sum of an expert's evidence for them. */
export type EvidenceObjective = (images: Tensor4D, classes: Tensor2D) => Scalar;

/**
 * One expert's evidence for classes of its own, but for a constant, as a function that is differentiable in the images: log-odds +
 * weight·familiarity, both in units of their deviation over images of no class in particular. Log-odds alone where training changed no
 * layer that could tell familiarity.
 *
 * @param logits the expert's, of such images
 * @param novelty by the probe, of the same images; undefined where it has no layers
 */
export async function evidenceObjective(
  expert: Expert,
  probe: NoveltyProbe,
  weight: number,
  { logits, novelty }: { readonly logits: Rows; readonly novelty: Rows | undefined },
  signal?: AbortSignal,
): Promise<EvidenceObjective> {
  const used = outputsInUse(logits, expert.classes);
  const { likeliest } = await ownLogOdds(logits, expert.classes, signal);
  const { deviation } = scaleOf(likeliest);
  const factors = novelty && familiarityFactors(novelty, probe.layers).map((factor) => -weight * factor);
  return (images, classes) => {
    const odds = div(sum(logOddsOf(expert.logits(images), classes, used)), deviation);
    if (factors === undefined) return odds as Scalar;
    const logNovelty = log(add(probe.of(images), leastNovelty));
    const familiarity = sum(matMul(logNovelty as Tensor2D, tensor2d(factors, [factors.length, 1])));
    return add(odds, familiarity) as Scalar;
  };
}

/** Out of reach of every logit. */
const excluded = -1e9;

/** [batch]: z_c − log Σ_{j≠c} exp z_j over the outputs in use. */
function logOddsOf(logits: Tensor2D, classes: Tensor2D, used: readonly number[]): Tensor {
  const own = sum(mul(logits, classes), 1);
  if (used.length === 1) return own;
  const unused = Float32Array.from({ length: logits.shape[1] }, (_, c) => (used.includes(c) ? 0 : excluded));
  return sub(own, logSumExp(add(add(logits, tensor1d(unused)), mul(classes, excluded)), 1));
}
