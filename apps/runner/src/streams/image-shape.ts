import { type ImageShape, scenarioInfo } from '@exmodel/benchmarks';
import { modelInfo } from '@exmodel/models';

/** Side of MNIST's images: as they are if all models take them in the reference, else enlarged. */
export function mnistSide(models: readonly string[]): 28 | 32 {
  return models.every((name) => modelInfo(name).inputShape[0] === 28) ? 28 : 32;
}

/** The shape of a stream's images, known before they are read. */
export function imageShapeOf(scenario: string, models: readonly string[]): ImageShape {
  const [height, width, channels] = scenarioInfo(scenario).shape;
  if (height !== 28) return [height, width, channels];
  const side = mnistSide(models);
  return [side, side, channels];
}
