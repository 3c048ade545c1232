import type { Experience, Normalization } from '@exmodel/benchmarks';
import { DivergedError } from '@exmodel/distill';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Evaluation, evaluate } from '../teaching/evaluate';
import { follow } from '../teaching/follow';

/**
 * Tests an expert on the test images of its own experience; it has one head, whatever the stream's tasks.
 *
 * @throws DivergedError when its logits are not finite
 */
export async function evaluateExpert(
  model: LayersModel,
  { task: _, ...experience }: Experience,
  normalization: Normalization,
): Promise<Evaluation> {
  const logits: Parameters<typeof evaluate>[0]['logits'] = (images) =>
    model.apply(images, { training: false }) as Tensor2D;
  try {
    return await follow(evaluate({ logits }, experience, normalization), () => {});
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    const classes = experience.classes.join(', ');
    throw new DivergedError(
      'expert',
      `the expert of classes [${classes}] gives logits that are NaN or infinite`,
    );
  }
}
