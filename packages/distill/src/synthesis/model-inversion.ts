import { oneHotRows } from '../labels';
import type { Place } from '../state';
import { classesOfImages } from './images-per-class';
import type { Synthesis } from './synthesis';
import { requireSynthesisOptions, type SynthesisOptions } from './synthesis-options';
import { type SynthesisState, synthesize } from './synthesize';

/**
 * Images that the expert is certain of, class by class: `minversion_ed` (arXiv 2112.06511; after
 * DeepInversion, arXiv 1912.08795). Each image's label is the class aimed at. Can be left midway.
 *
 * @throws RangeError when `iterations`, `batchSize`, `learningRate` or `temperature` is out of range. While it makes images: RangeError when the
 * expert's logits are not as wide as the outputs; MissingProbeError for an expert without a probe that it needs; DivergedError as soon as the
 * images or the expert are not finite
 */
export function modelInversion(options: SynthesisOptions & { readonly outputs: number }): Synthesis {
  requireSynthesisOptions(options);
  return async function* (expert, count, random, place = {}) {
    const labels = classesOfImages(expert.classes, count);
    const goal = { count: labels.length, probabilities: oneHotRows(labels, options.outputs) };
    const pixels = yield* synthesize(expert, goal, options, random, place as Place<SynthesisState>);
    return { shape: options.shape, count: labels.length, pixels, labels };
  };
}
