import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import type { Architecture } from './architectures/architecture';
import { architectureNamed } from './architectures/registry';
import { initializeLikeTorch } from './initialize-like-torch';
import { ModelOptionsError } from './model-options-error';

export interface ModelOptions {
  /** Height, width and channels of one image. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** Outputs of the last layer. */
  readonly classes: number;
  /**
   * Uniform draws in [0, 1) for the initial weights, in PyTorch's order. Fed with the float32 stream of
   * `torch.rand` (MT19937, 24 bits a draw), the weights are PyTorch's bit for bit.
   */
  readonly random: () => number;
  /** Width of the hidden layer: `simple_mlp` only, default 256. */
  readonly hiddenSize?: number;
}

/**
 * Builds the architecture `name` with PyTorch's default initialisation. The model maps images
 * [batch, height, width, channels] to raw logits [batch, classes] and is named after its architecture.
 * The caller disposes it.
 *
 * @throws {UnknownModelError} `name` is not one of `modelNames()`.
 * @throws {ModelOptionsError} The architecture cannot be built with these options.
 */
export function createModel(name: string, options: ModelOptions): LayersModel {
  const architecture = architectureNamed(name);
  checkOptions(architecture, options);
  const { inputShape, classes, hiddenSize = architecture.hiddenSize ?? 0 } = options;
  const images = input({ shape: [...inputShape], name: 'images' });
  const created = model({
    inputs: images,
    outputs: architecture.build(images, { classes, hiddenSize }),
    name,
  });
  initializeLikeTorch(created, options.random);
  return created;
}

function checkOptions({ name, side, ...defaults }: Architecture, options: ModelOptions): void {
  const { inputShape, classes, hiddenSize } = options;
  const [height, width] = inputShape;

  if (inputShape.length !== 3 || !inputShape.every(isPositiveInteger)) {
    const expected = 'three positive integers: height, width, channels';
    throw new ModelOptionsError(
      name,
      'inputShape',
      inputShape,
      expected,
      'Give the shape of one image, without the batch.',
    );
  }
  if (Math.min(height, width) < side.least || Math.max(height, width) > side.most) {
    const range =
      side.most === Number.POSITIVE_INFINITY ? `at least ${side.least}` : `${side.least} to ${side.most}`;
    const expected = `images with sides of ${range} pixels`;
    throw new ModelOptionsError(
      name,
      'inputShape',
      inputShape,
      expected,
      'Resize the images or choose another model.',
    );
  }
  if (!isPositiveInteger(classes)) {
    throw new ModelOptionsError(
      name,
      'classes',
      classes,
      'a positive integer',
      'Give the number of outputs.',
    );
  }
  if (hiddenSize === undefined) return;
  if (defaults.hiddenSize === undefined) {
    throw new ModelOptionsError(name, 'hiddenSize', hiddenSize, 'no such option', 'Leave it out.');
  }
  if (!isPositiveInteger(hiddenSize)) {
    const advice = `Leave it out for ${defaults.hiddenSize}.`;
    throw new ModelOptionsError(name, 'hiddenSize', hiddenSize, 'a positive integer', advice);
  }
}

function isPositiveInteger(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
