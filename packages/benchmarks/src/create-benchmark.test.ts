import { describe, expect, it } from 'vitest';
import golden from '../test/fixtures/random.json';
import { createBenchmark, scenarioNames } from './create-benchmark';
import { UnknownScenarioError } from './errors/unknown-scenario-error';
import { TorchGenerator } from './random/torch-generator';

describe.each(Object.entries(golden.seeds))('with seed %s, class for class as Avalanche', (seed, values) => {
  it('splits MNIST into five experiences', async () => {
    const { experiences } = await createBenchmark('split_mnist', { seed: Number(seed) });
    const { classes_order, classes_in_this_experience, n_train, n_test } = values.SplitMNIST_5;
    expect(experiences.flatMap(({ classes }) => classes)).toEqual(classes_order);
    expect(experiences.map(({ classes }) => new Set(classes))).toEqual(
      classes_in_this_experience.map((classes) => new Set(classes)),
    );
    expect(experiences.map(({ train }) => train.length)).toEqual(n_train);
    expect(experiences.map(({ test }) => test.length)).toEqual(n_test);
  });
});

describe.each(scenarioNames())('%s', (name) => {
  const options = { seed: 1234, synthetic: { trainPerClass: 2, testPerClass: 1 } };

  it.each([28, 32] as const)('has images and labels as it says, at size %s', async (imageSize) => {
    const { shape, classCount, experiences, multiTask } = await createBenchmark(name, {
      ...options,
      imageSize,
    });
    expect(shape).toEqual([imageSize, imageSize, 1]);
    expect(experiences.map(({ index }) => index)).toEqual([...experiences.keys()]);
    for (const { index, classes, task, train, test } of experiences) {
      expect(task).toBe(multiTask ? index : undefined);
      for (const dataset of [train, test]) {
        expect([dataset.shape, dataset.classCount]).toEqual([shape, classCount]);
        expect(dataset.pixels(0)).toHaveLength(imageSize ** 2);
        const labels = Array.from({ length: dataset.length }, (_, i) => dataset.label(i));
        expect(new Set(labels)).toEqual(new Set(classes));
      }
    }
  });

  it('is the same again for the same seed', async () => {
    const [one, two] = await Promise.all([createBenchmark(name, options), createBenchmark(name, options)]);
    expect(two.experiences.map(({ classes }) => classes)).toEqual(
      one.experiences.map(({ classes }) => classes),
    );
    expect(two.experiences.at(-1)?.train.pixels(1)).toEqual(one.experiences.at(-1)?.train.pixels(1));
  });
});

it.each([
  ['joint_mnist', 'joint_mnist', 1, 10],
  ['split_mnist', 'split_mnist', 5, 2],
  ['smnist', 'split_mnist', 5, 2],
  ['mt_mnist', 'mt_mnist', 5, 2],
  ['pmnist', 'pmnist', 20, 10],
])('%s is %s: %i experiences of %i classes', async (name, scenario, experienceCount, classes) => {
  const benchmark = await createBenchmark(name, { seed: 2345, synthetic: true });
  expect(benchmark.scenario).toBe(scenario);
  expect(benchmark.experiences).toHaveLength(experienceCount);
  expect(benchmark.experiences.every((experience) => experience.classes.length === classes)).toBe(true);
});

it('pmnist moves the pixels by numpy’s permutations', async () => {
  const options = { seed: 1234, synthetic: true };
  const { experiences } = await createBenchmark('pmnist', { ...options, permutations: 2 });
  const original = (await createBenchmark('joint_mnist', options)).experiences[0]?.train.pixels(7);
  for (const [index, permutation] of golden.PermutedMNIST_seed1234.entries()) {
    expect([...(experiences[index]?.train.pixels(7) ?? [])]).toEqual(
      permutation.map((from) => original?.[from]),
    );
  }
  await expect(createBenchmark('pmnist', { ...options, permutations: 0 })).rejects.toThrow(RangeError);
});

it('leaves the generator where PyTorch’s would be after the class order', async () => {
  const generator = new TorchGenerator(1234);
  await createBenchmark('split_mnist', { seed: 1234, synthetic: true, generator });
  expect(generator.randperm(10)).toEqual(golden.seeds['1234'].randperm10_then_randperm10[1]);
});

it('names the scenarios it knows where it is asked for another', async () => {
  const error = await createBenchmark('split_mnits', { seed: 0 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnknownScenarioError);
  expect(error).toMatchObject({ scenario: 'split_mnits', known: scenarioNames() });
  await expect(createBenchmark('constructor', { seed: 0 })).rejects.toThrow(UnknownScenarioError);
});
