import { expect, expectTypeOf, it } from 'vitest';
import type { DatasetName } from '../datasets/dataset-name';
import type { ImageChange } from './image-change';
import { registry } from './registry';
import type { BenchmarkOptions, Scenario } from './scenario';

const scenarios = [...new Set(registry.values())];

/** Short for the table below. */
function described({ change, ...rest }: ImageChange): string {
  return [change, ...Object.values(rest)].join(' ');
}

const digits = ['padded-crop 4'];
const clothes = ['padded-crop 4', 'horizontal-flip'];
const small = ['resized-crop', 'horizontal-flip', 'rotation 15'];
const objects = ['padded-crop 4', 'horizontal-flip', 'rotation 15'];

it('every scenario states its stream, its auxiliary data set and what keeps its images what they are', () => {
  expect(
    scenarios.map(({ name, stream, auxiliaryDataset, invariances }) => [
      name,
      stream,
      auxiliaryDataset,
      invariances.map(described),
    ]),
  ).toEqual([
    ['joint_mnist', 'joint_mnist', 'fashion_mnist', digits],
    ['split_mnist', 'split_mnist', 'fashion_mnist', digits],
    ['mt_mnist', 'split_mnist', 'fashion_mnist', digits],
    ['pmnist', 'pmnist', 'fashion_mnist', digits],
    ['ni_mnist', 'ni_mnist', 'fashion_mnist', digits],
    ['overlap_mnist', 'overlap_mnist', 'fashion_mnist', digits],
    ['joint_fashion', 'joint_fashion', 'mnist', clothes],
    ['split_fashion', 'split_fashion', 'mnist', clothes],
    ['mt_fashion', 'split_fashion', 'mnist', clothes],
    ['joint_cifar10', 'joint_cifar10', 'imagenet', small],
    ['split_cifar10', 'split_cifar10', 'imagenet', small],
    ['mt_cifar10', 'split_cifar10', 'imagenet', small],
    ['joint_cifar100', 'joint_cifar100', 'imagenet', objects],
    ['split_cifar100', 'split_cifar100', 'imagenet', objects],
    ['mt_scifar100', 'split_cifar100', 'imagenet', objects],
    ['nic_cifar100', 'nic_cifar100', 'imagenet', objects],
    ['joint_core50', 'joint_core50', 'imagenet', objects],
    ['core50_nc', 'core50_nc', 'imagenet', objects],
    ['ni_core50', 'ni_core50', 'imagenet', objects],
    ['nic_core50', 'nic_core50', 'imagenet', objects],
  ]);
});

it('a stream is a scenario without tasks that has the same experiences', () => {
  for (const { name, stream, multiTask, dataset, classCount, experienceCount } of scenarios) {
    expect(registry.get(stream)).toMatchObject({ multiTask: false, dataset, classCount, experienceCount });
    if (!multiTask) expect(stream).toBe(name);
  }
});

it('two scenarios read options of their own, whose default is what they do without', () => {
  const reading = scenarios.filter(({ options }) => Object.keys(options).length > 0);
  expect(reading.map(({ name, options }) => [name, options])).toEqual([
    ['pmnist', { permutations: { default: 20 } }],
    ['nic_core50', { experiences: { default: 79, values: [79, 196, 391] } }],
  ]);
  for (const { options, experienceCount } of reading) {
    for (const option of Object.values(options)) expect(option?.default).toBe(experienceCount);
  }
});

it('a scenario cannot be written down without its facts', () => {
  type Fact = 'stream' | 'dataset' | 'auxiliaryDataset' | 'invariances' | 'options';
  expectTypeOf<Required<Pick<Scenario, Fact>>>().toEqualTypeOf<Pick<Scenario, Fact>>();
  expectTypeOf<Scenario['auxiliaryDataset']>().toExtend<DatasetName>();
  expectTypeOf<keyof Scenario['options']>().toExtend<keyof BenchmarkOptions>();
});
