import type { Experience, Normalization } from '@exmodel/benchmarks';
import { DivergedError } from '@exmodel/distill';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Classifier, choosingAmong } from '../teaching/classifier';
import { type Evaluation, evaluate } from '../teaching/evaluate';
import { follow } from '../teaching/follow';

/**
 * Tests an expert on the test images of its own experience; it has one head, whatever the stream's tasks.
 *
 * @param ownOutputs that its outputs of other classes say nothing
 * @throws DivergedError when its logits are not finite
 */
export async function evaluateExpert(
  model: LayersModel,
  { task: _, ...experience }: Experience,
  normalization: Normalization,
  ownOutputs: boolean,
): Promise<Evaluation> {
  const { classes } = experience;
  const whole: Classifier = { logits: (images) => model.apply(images, { training: false }) as Tensor2D };
  const outputs = model.outputs[0]?.shape.at(-1) as number;
  const classifier = ownOutputs ? choosingAmong(whole, classes, outputs) : whole;
  try {
    return await follow(evaluate(classifier, experience, normalization), () => {});
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    throw new DivergedError(
      'expert',
      `the expert of classes [${classes.join(', ')}] gives logits that are NaN or infinite`,
    );
  }
}
