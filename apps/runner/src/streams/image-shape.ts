import { type ImageShape, scenarioInfo } from '@exmodel/benchmarks';
import { modelInfo } from '@exmodel/models';
import type { SharedConfig } from '../config/strategy-config';

type ImageConfig = Pick<SharedConfig, 'scenario' | 'model' | 'expert_models' | 'image_size'>;

/**
 * The shape of a stream's images, known before they are read. Images of 28 pixels stay so if all models take them in the
 * reference, and are enlarged to 32 otherwise.
 */
export function imageShapeOf({ scenario, model, expert_models = [], image_size }: ImageConfig): ImageShape {
  const [height, width, channels] = scenarioInfo(scenario).shape;
  if (image_size !== undefined) return [image_size, image_size, channels];
  const isTakenAsItIs = [model, ...expert_models].every((name) => modelInfo(name).inputShape[0] === 28);
  return height !== 28 || isTakenAsItIs ? [height, width, channels] : [32, 32, channels];
}
