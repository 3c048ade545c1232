import { add, div, mul, type Scalar, square, sum, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Expert } from '../expert';
import { expertLogits } from '../expert-logits';
import { crossEntropySum } from '../losses/cross-entropy';
import { MissingProbeError } from '../missing-probe-error';
import type { Random } from '../random';
import { refuseOtherWidth } from '../refuse-other-width';
import { batchNormPenalty } from './batch-norm-penalty';
import { blurPenalty } from './blur-penalty';
import type { SynthesisOptions } from './synthesis-options';

/**
 * A minibatch's loss as a function of its images [batch, height, width, channels] and of their goals [batch, outputs]: L_class +
 * weightDecay·Σx² + blur·Σ‖x − blur(x)‖ + batchNorm·L_bn.
 */
export function imageObjective(expert: Expert, options: SynthesisOptions, random: Random) {
  const { temperature, weightDecay = 0, blur = 0, batchNorm = 0, batchNormLayers, augmentation } = options;
  return (x: Tensor4D, goal: Tensor2D): Scalar => {
    const [batch, outputs] = goal.shape;
    const augmented = augmentation === undefined ? x : augmentation.together(x, random);
    const terms: Scalar[] = [];
    const classTerm = (logits: Tensor2D) => terms.push(crossEntropySum(div(logits, temperature), goal));
    if (batchNorm === 0) {
      classTerm(expertLogits(expert, augmented, outputs));
    } else {
      if (expert.logitsAndStatistics === undefined)
        throw new MissingProbeError('synthesis with batchNorm > 0', 'logitsAndStatistics');
      const { logits, statistics } = expert.logitsAndStatistics(augmented);
      refuseOtherWidth(expert, logits, batch, outputs);
      classTerm(logits);
      terms.push(mul(batchNormPenalty(statistics, batchNormLayers), batchNorm));
    }
    if (weightDecay !== 0) terms.push(mul(sum(square(x)), weightDecay));
    if (blur !== 0) terms.push(mul(blurPenalty(x), blur));
    return terms.reduce((total, term) => add(total, term));
  };
}
