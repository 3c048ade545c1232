import { tidy, zeros } from '@tensorflow/tfjs-core';
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

/** Sizes other than a model declares, which it has been found to take. */
const others = new WeakMap<LayersModel, Set<string>>();

/**
 * Convolutions behind which all places are pooled take images of other sizes than the model declares: such are tried once.
 *
 * @param sides height, width and channels of the images
 * @throws RangeError when the model does not take such images
 */
export function requireTaken(model: LayersModel, sides: readonly number[]): void {
  const { name, inputs } = model;
  const [, ...declared] = inputs[0]?.shape ?? [];
  if (declared.length === sides.length && declared.every((side, i) => side === null || side === sides[i]))
    return;
  const found = others.get(model) ?? new Set();
  others.set(model, found);
  if (found.has(sides.join())) return;
  try {
    tidy(() => void model.apply(zeros([1, ...sides]), { training: false }));
    found.add(sides.join());
  } catch (cause) {
    throw new RangeError(
      `images of shape [batch, ${sides.join(', ')}] were given to the model ${name}, which takes ${shapesOf(inputs)}. ` +
        'Resize the images, or choose a model that takes them.',
      { cause },
    );
  }
}

function hasOneOf(values: LayersModel['inputs'], rank: number): boolean {
  return values.length === 1 && values[0]?.shape.length === rank;
}

function shapesOf(values: LayersModel['inputs']): string {
  const sides = ({ shape }: LayersModel['inputs'][number]) => shape.slice(1).map((side) => side ?? 'any');
  return values.map((value) => `[${['batch', ...sides(value)].join(', ')}]`).join(' and ');
}
