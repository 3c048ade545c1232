import { oneHotRows } from '../labels';
import { classesOfImages } from './images-per-class';
import type { Synthesis } from './synthesis';
import { requireSynthesisOptions, type SynthesisOptions, startOf, synthesize } from './synthesize';

/**
 * Images that the expert is certain of, class by class: `minversion_ed` (arXiv 2112.06511; after
 * DeepInversion, arXiv 1912.08795). Each image's label is the class aimed at.
 *
 * @throws RangeError when `iterations`, `batchSize`, `learningRate` or `temperature` is out of range.
 */
export function modelInversion(options: SynthesisOptions & { readonly outputs: number }): Synthesis {
  requireSynthesisOptions(options);
  return async function* (expert, count, random) {
    const labels = classesOfImages(expert.classes, count);
    const goal = {
      count: labels.length,
      start: startOf(options, labels.length, random),
      probabilities: oneHotRows(labels, options.outputs),
    };
    const pixels = yield* synthesize(expert, goal, options, random);
    return { shape: options.shape, count: labels.length, pixels, labels };
  };
}
