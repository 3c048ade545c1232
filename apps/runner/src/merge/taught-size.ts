import type { Expert, ImageShape } from '@exmodel/distill';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import { MergeError } from './merge-error';

/** Images of the same form whose longer side has so many pixels. @throws MergeError They would not be smaller. */
export function taughtShape([height, width, channels]: ImageShape, side: number): ImageShape {
  const longer = Math.max(height, width);
  if (side >= longer) {
    throw new MergeError(
      `--train-size is ${side}, and the images are ${[height, width, channels].join('x')}`,
      `fewer pixels than ${longer}`,
      'Give fewer, or leave it out: then the student is taught on images of their own size.',
    );
  }
  const scaled = (size: number) => Math.max(1, Math.round((size * side) / longer));
  return [scaled(height), scaled(width), channels];
}

/**
 * @param models with what messages call them
 * @throws MergeError One of them can only be given images of another size.
 */
export function refuseOneSize(
  models: readonly (readonly [name: string, model: Pick<Expert, 'logits'>])[],
  shape: ImageShape,
): void {
  for (const [name, model] of models) {
    try {
      tidy(() => void model.logits(zeros([1, ...shape])));
    } catch {
      throw new MergeError(
        `${name} cannot be given images of ${shape.join('x')}, as --train-size says`,
        'models that take images of any size: convolutions, and a global pool behind them',
        'Leave --train-size out, or try another one.',
      );
    }
  }
}
