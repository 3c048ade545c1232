import { describe, expect, it } from 'vitest';
import { tiny } from '../../test/tiny-stream';
import { openStream } from './open-stream';

describe('image_size', () => {
  it.each([
    ['split_cifar10', 'resnet', 40, [40, 40, 3]],
    ['split_cifar10', 'resnet', undefined, [32, 32, 3]],
    ['split_mnist', 'lenet', 34, [34, 34, 1]],
    ['split_mnist', 'lenet', undefined, [32, 32, 1]],
    ['split_mnist', 'simple_mlp', undefined, [28, 28, 1]],
    ['core50_nc', 'simple_mlp', undefined, [128, 128, 3]],
  ])('of %s for %s: %s', async (scenario, model, image_size, shape) => {
    const { benchmark } = await openStream({ ...tiny, scenario, model, ...(image_size && { image_size }) });
    expect(benchmark.shape).toEqual(shape);
    expect(benchmark.experiences[0]?.train.shape).toEqual(shape);
  });
});
