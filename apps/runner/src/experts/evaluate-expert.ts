import type { Experience, Normalization } from '@exmodel/benchmarks';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Evaluation, evaluate } from '../teaching/evaluate';
import { follow } from '../teaching/follow';

/** Tests an expert on the test images of its own experience; it has one head, whatever the stream's tasks. */
export async function evaluateExpert(
  model: LayersModel,
  { task: _, ...experience }: Experience,
  normalization: Normalization,
): Promise<Evaluation> {
  const logits: Parameters<typeof evaluate>[0]['logits'] = (images) =>
    model.apply(images, { training: false }) as Tensor2D;
  return follow(evaluate({ logits }, experience, normalization), () => {});
}
