import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * The number of outputs of a model that maps [batch, height, width, channels] to [batch, outputs].
 *
 * @throws RangeError when it has another number of inputs or outputs, or they are of another form
 */
export function requireClassifier({ name, inputs, outputs }: LayersModel): number {
  const width = outputs[0]?.shape.at(-1);
  if (hasOneOf(inputs, 4) && hasOneOf(outputs, 2) && typeof width === 'number') return width;
  throw new RangeError(
    `the model ${name} maps ${shapesOf(inputs)} to ${shapesOf(outputs)}; it must map one batch of images, ` +
      '[batch, height, width, channels], to one matrix of logits, [batch, outputs]. Make such a model of its layers: ' +
      'model({ inputs, outputs }) of @tensorflow/tfjs-layers.',
  );
}

/**
 * @param sides height, width and channels of the images
 * @throws RangeError when the model does not take such images
 */
export function requireTaken({ name, inputs }: LayersModel, sides: readonly number[]): void {
  const [, ...taken] = inputs[0]?.shape ?? [];
  const fits = taken.length === sides.length && taken.every((side, i) => side === null || side === sides[i]);
  if (fits && inputs.length === 1) return;
  throw new RangeError(
    `images of shape [batch, ${sides.join(', ')}] were given to the model ${name}, which takes ${shapesOf(inputs)}. ` +
      'Resize the images, or choose a model that takes them.',
  );
}

function hasOneOf(values: LayersModel['inputs'], rank: number): boolean {
  return values.length === 1 && values[0]?.shape.length === rank;
}

function shapesOf(values: LayersModel['inputs']): string {
  const sides = ({ shape }: LayersModel['inputs'][number]) => shape.slice(1).map((side) => side ?? 'any');
  return values.map((value) => `[${['batch', ...sides(value)].join(', ')}]`).join(' and ');
}
