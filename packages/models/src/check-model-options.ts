import type { Architecture } from './architectures/architecture';
import type { ModelOptions } from './model-options';
import { ModelOptionsError } from './model-options-error';

/** @throws {ModelOptionsError} The architecture cannot be built with these options. */
export function checkModelOptions(architecture: Architecture, options: ModelOptions): void {
  checkInputShape(architecture, options);
  checkHiddenSize(architecture, options);
  const { classes, heads } = options;
  const { name } = architecture;
  checkClasses(name, classes);
  if (heads !== undefined && !isPositiveInteger(heads)) {
    throw new ModelOptionsError(name, 'heads', heads, 'a positive integer', 'Omit it for a single head.');
  }
  checkTaskClasses(architecture, options);
}

/**
 * @param model Its name, for messages.
 * @throws {ModelOptionsError} No model has this number of outputs.
 */
export function checkClasses(model: string, classes: number): void {
  if (isPositiveInteger(classes)) return;
  throw new ModelOptionsError(model, 'classes', classes, 'a positive integer', 'Give the number of outputs.');
}

function checkInputShape({ name, side, channels }: Architecture, { inputShape }: ModelOptions): void {
  const refuse = (expected: string, advice: string) =>
    new ModelOptionsError(name, 'inputShape', inputShape, expected, advice);

  if (inputShape.length !== 3 || !inputShape.every(isPositiveInteger)) {
    throw refuse(
      'three positive integers: height, width, channels',
      'Give the shape of one image, without the batch.',
    );
  }
  const [height, width, given] = inputShape;
  if (Math.min(height, width) < side.least || Math.max(height, width) > side.most) {
    const range =
      side.most === Number.POSITIVE_INFINITY ? `at least ${side.least}` : `${side.least} to ${side.most}`;
    throw refuse(`images with sides of ${range} pixels`, 'Resize the images or choose another model.');
  }
  if (channels !== undefined && given !== channels) {
    throw refuse(
      `images with ${channels} channels`,
      'Repeat the channel of grey images or choose another model.',
    );
  }
}

function checkHiddenSize({ name, ...defaults }: Architecture, { hiddenSize }: ModelOptions): void {
  if (hiddenSize === undefined) return;
  if (defaults.hiddenSize === undefined) {
    throw new ModelOptionsError(name, 'hiddenSize', hiddenSize, 'no such option', 'Omit it.');
  }
  if (!isPositiveInteger(hiddenSize)) {
    const advice = `Omit it for ${defaults.hiddenSize}.`;
    throw new ModelOptionsError(name, 'hiddenSize', hiddenSize, 'a positive integer', advice);
  }
}

function checkTaskClasses({ name, masked = false }: Architecture, options: ModelOptions): void {
  const { classes, taskClasses, heads = taskClasses?.length } = options;
  const refuse = (expected: string, advice: string) =>
    new ModelOptionsError(name, 'taskClasses', taskClasses, expected, advice);

  if (!masked) {
    if (taskClasses !== undefined) throw refuse('no such option', "Omit it, or choose 'masked_resnet'.");
    return;
  }
  if (taskClasses === undefined || taskClasses.length === 0 || taskClasses.length !== heads) {
    const expected =
      heads === undefined ? 'a list of classes for each task' : `${heads} lists of classes, one a head`;
    throw refuse(expected, "Give the classes of each task, or choose 'resnet' for heads without masks.");
  }
  const isClass = (label: number) => Number.isInteger(label) && label >= 0 && label < classes;
  const areClasses = (labels: readonly number[]) =>
    labels.length > 0 && labels.every(isClass) && new Set(labels).size === labels.length;
  if (!taskClasses.every(areClasses)) {
    throw refuse(
      `for each task one class or more of 0 to ${classes - 1}, none of them twice`,
      'Give global class ids; they do not start from zero in each task.',
    );
  }
}

function isPositiveInteger(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
