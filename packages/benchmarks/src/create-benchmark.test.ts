import { describe, expect, it } from 'vitest';
import golden from '../test/fixtures/random.json';
import { createBenchmark, scenarioInfo, scenarioNames } from './create-benchmark';
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

  it.each([
    ['split_cifar10', values.SplitCIFAR10_5],
    ['split_cifar100', values.SplitCIFAR100_10],
  ])('draws the classes of %s', async (name, { classes_order, classes_in_this_experience }) => {
    const { experiences } = await createBenchmark(name, {
      seed: Number(seed),
      synthetic: { trainPerClass: 1, testPerClass: 1 },
    });
    expect(experiences.flatMap(({ classes }) => classes)).toEqual(classes_order);
    expect(experiences.map(({ classes }) => new Set(classes))).toEqual(
      classes_in_this_experience.map((classes) => new Set(classes)),
    );
  });
});

describe.each(scenarioNames())('%s', (name) => {
  const options = { seed: 1234, synthetic: { trainPerClass: 2, testPerClass: 1 } };

  it('has the images and labels that its facts state', async () => {
    const { shape, classCount, experiences, multiTask, normalization, trainAugmentation } =
      await createBenchmark(name, options);
    const info = scenarioInfo(name);
    expect([info.name, ...info.aliases]).toContain(name);
    expect([shape, classCount, experiences.length, multiTask]).toEqual([
      info.shape,
      info.classCount,
      info.experienceCount,
      info.multiTask,
    ]);
    expect([normalization.mean.length, normalization.std.length]).toEqual([shape[2], shape[2]]);
    expect(experiences.map(({ index }) => index)).toEqual([...experiences.keys()]);
    for (const { index, classes, task, train, test } of experiences) {
      expect(task).toBe(multiTask ? index : undefined);
      for (const dataset of [train, test]) {
        expect([dataset.shape, dataset.classCount]).toEqual([shape, classCount]);
        const pixels = dataset.pixels(0);
        expect(pixels).toHaveLength(shape[0] * shape[1] * shape[2]);
        expect(trainAugmentation?.(pixels, shape, Math.random) ?? pixels).toHaveLength(pixels.length);
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
  ['ni_mnist', 'ni_mnist', 5, 10],
  ['overlap_mnist', 'overlap_mnist', 5, 3],
  ['joint_cifar10', 'joint_cifar10', 1, 10],
  ['split_cifar10', 'split_cifar10', 5, 2],
  ['mt_cifar10', 'mt_cifar10', 5, 2],
  ['joint_cifar100', 'joint_cifar100', 1, 100],
  ['split_cifar100', 'split_cifar100', 10, 10],
  ['scifar100_single_exp', 'split_cifar100', 10, 10],
  ['mt_scifar100', 'mt_scifar100', 10, 10],
  ['nic_cifar100', 'nic_cifar100', 50, 10],
  ['joint_core50', 'joint_core50', 1, 50],
  ['ni_core50', 'ni_core50', 8, 50],
])('%s is %s: %i experiences of %i classes', async (name, scenario, experienceCount, classes) => {
  const synthetic = { trainPerClass: 5, testPerClass: 1 };
  const benchmark = await createBenchmark(name, { seed: 2345, synthetic });
  expect(benchmark.scenario).toBe(scenario);
  expect(benchmark.experiences).toHaveLength(experienceCount);
  expect(benchmark.experiences.every((experience) => experience.classes.length === classes)).toBe(true);
});

it.each(['joint_mnist', 'split_mnist', 'mt_mnist', 'pmnist', 'ni_mnist', 'overlap_mnist'])(
  '%s has 32 × 32 pixels for LeNet-5',
  async (name) => {
    const options = { seed: 1, synthetic: { trainPerClass: 1, testPerClass: 1 }, imageSize: 32 } as const;
    const { shape, experiences } = await createBenchmark(name, options);
    expect(shape).toEqual([32, 32, 1]);
    for (const { train, test } of experiences) {
      expect([train.shape, train.pixels(0).length]).toEqual([shape, 1024]);
      expect([test.shape, test.pixels(0).length]).toEqual([shape, 1024]);
    }
  },
);

it.each(['joint_cifar10', 'split_cifar10', 'mt_cifar10', 'joint_cifar100', 'split_cifar100', 'nic_cifar100'])(
  '%s has images of the size that was asked for, and else as they were published',
  async (name) => {
    const options = { seed: 1, synthetic: { trainPerClass: 5, testPerClass: 1 } };
    const { shape, experiences } = await createBenchmark(name, { ...options, imageSize: 48 });
    expect(shape).toEqual([48, 48, 3]);
    for (const { train, test } of experiences.slice(0, 1)) {
      expect([train.shape, train.pixels(0).length]).toEqual([shape, 48 * 48 * 3]);
      expect([test.shape, test.pixels(0).length]).toEqual([shape, 48 * 48 * 3]);
    }
    expect((await createBenchmark(name, options)).shape).toEqual([32, 32, 3]);
  },
);

it('a size of images that cannot be had is refused', async () => {
  const open = (name: string, imageSize: number) =>
    createBenchmark(name, { seed: 1, synthetic: true, imageSize });
  await expect(open('core50_nc', 64)).rejects.toThrow(
    'whose images are 128 × 128 × 3: expected none. Omit it.',
  );
  for (const size of [0, 2.5]) await expect(open('split_cifar10', size)).rejects.toThrow(RangeError);
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

describe('classesPerExperience', () => {
  const synthetic = { trainPerClass: 2, testPerClass: 1 };
  const divisible = [
    'split_mnist',
    'mt_mnist',
    'split_fashion',
    'mt_fashion',
    'split_cifar10',
    'mt_cifar10',
    'split_cifar100',
    'mt_scifar100',
  ];
  const own = scenarioNames().filter((name) => scenarioInfo(name).name === name);

  it('can be chosen where classes are dealt into several experiences', () => {
    expect(own.filter((name) => scenarioInfo(name).divisible)).toEqual(divisible);
  });

  it.each(divisible)('cuts the class order of the seed into pieces of these sizes: %s', async (name) => {
    const { classCount, experienceCount } = scenarioInfo(name);
    const open = (classesPerExperience?: readonly number[]) => {
      const generator = new TorchGenerator(1234);
      return createBenchmark(name, { seed: 1234, synthetic, generator, classesPerExperience }).then(
        ({ experiences }) => ({ experiences, next: generator.rand() }),
      );
    };
    const uneven = [classCount - 6, 3, 1, 1, 1];
    const [byDefault, equal, unequal] = await Promise.all([
      open(),
      open(Array(experienceCount).fill(classCount / experienceCount)),
      open(uneven),
    ]);
    const orderOf = ({ experiences }: typeof byDefault) => experiences.flatMap(({ classes }) => classes);
    expect(equal.experiences.map(({ classes }) => classes)).toEqual(
      byDefault.experiences.map(({ classes }) => classes),
    );
    expect(orderOf(unequal)).toEqual(orderOf(byDefault));
    expect(unequal.experiences.map(({ classes }) => classes.length)).toEqual(uneven);
    expect(unequal.experiences.map(({ train }) => train.length)).toEqual(uneven.map((size) => 2 * size));
    expect(unequal.experiences.map(({ task }) => task)).toEqual(
      uneven.map((_, index) => (scenarioInfo(name).multiTask ? index : undefined)),
    );
    expect(unequal.next).toBe(byDefault.next); // Initial weights are drawn next: the split does not change them.
  });

  it('is refused where it does not fit', async () => {
    const open = createBenchmark('split_mnist', { seed: 1, synthetic, classesPerExperience: [4, 3, 1] });
    await expect(open).rejects.toThrow(/^\[4, 3, 1\] classes per experience, 8 in all: expected .* is 10\. /);
  });

  it.each(own.filter((name) => !divisible.includes(name)))('is refused for %s', async (name) => {
    const classesPerExperience = [scenarioInfo(name).classCount];
    const open = createBenchmark(name, { seed: 1, synthetic, classesPerExperience });
    await expect(open).rejects.toThrow(RangeError);
    await expect(open).rejects.toThrow(
      new RegExp(
        `^classesPerExperience \\[\\d+\\] was given for ${name}, .*: expected .*\\. Omit it, or choose`,
      ),
    );
  });
});

describe('an own split', () => {
  const options = { seed: 1234, synthetic: { trainPerClass: 2, testPerClass: 1 } };

  it.each(['split_mnist', 'mt_cifar10'])(
    'has the classes that are named, and no others: %s',
    async (name) => {
      const classes = [[5, 4], [9], [1, 3, 0]];
      const generator = new TorchGenerator(1234);
      const { experiences, classCount } = await createBenchmark(name, { ...options, generator, classes });
      expect(experiences.map((experience) => experience.classes)).toEqual(classes);
      expect(experiences.map(({ train }) => train.length)).toEqual([4, 2, 6]);
      expect(classCount).toBe(10);
      const drawn = new TorchGenerator(1234);
      drawn.randperm(10);
      expect(generator.rand()).toBe(drawn.rand()); // The initial weights are those of the seed.
    },
  );

  it.each<[string, string, object, RegExp]>([
    ['no experience', 'split_mnist', { classes: [] }, /Class order : expected one class or more/],
    ['no class', 'split_mnist', { classes: [[]] }, /Class order : expected one class or more/],
    ['a class that comes twice', 'split_mnist', { classes: [[1, 2], [2]] }, /1, 2, 2: expected .* distinct/],
    ['an unknown class', 'split_mnist', { classes: [[10]] }, /expected .* distinct integers from 0 to 9/],
    ['an empty experience', 'split_mnist', { classes: [[1], []] }, /expected integers from 1/],
    [
      'fixed experiences',
      'pmnist',
      { classes: [[1, 2], [3]] },
      /^classes \[\[1, 2\], \[3\]\] was given for p/,
    ],
    ['two ways', 'split_mnist', { classes: [[1]], classesPerExperience: [10] }, /both given/],
  ])('is refused: %s', async (_, name, given, reason) => {
    const open = createBenchmark(name, { ...options, ...given });
    await expect(open).rejects.toThrow(RangeError);
    await expect(open).rejects.toThrow(reason);
  });
});

it('pads images instead, if that is asked for', async () => {
  const options = { seed: 1, synthetic: { trainPerClass: 1, testPerClass: 1 } };
  for (const [name, imageSize, side] of [
    ['split_mnist', 32, 28],
    ['split_cifar10', 36, 32],
  ] as const) {
    const open = (changes: object) => createBenchmark(name, { ...options, ...changes });
    const [small, padded] = await Promise.all([open({}), open({ imageSize, imageFit: 'pad' })]);
    const [height, width, channels] = padded.shape;
    expect([height, width]).toEqual([imageSize, imageSize]);
    const pixels = padded.experiences[0]?.test.pixels(0) ?? new Uint8Array();
    const row = pixels.subarray((10 * width + 2) * channels, (10 * width + 2 + side) * channels);
    const same = small.experiences[0]?.test.pixels(0).subarray(8 * side * channels, 9 * side * channels);
    expect(row).toEqual(same);
    await expect(open({ imageSize: 20, imageFit: 'pad' })).rejects.toThrow(/cannot be padded to 20 × 20/);
  }
});

it('has the normalisation that is given, in place of its own', async () => {
  const open = (normalization: object) =>
    createBenchmark('split_mnist', { seed: 1, synthetic: true, normalization: normalization as never });
  expect((await open({ mean: [0.5], std: [0.25] })).normalization).toEqual({ mean: [0.5], std: [0.25] });
  for (const wrong of [
    { mean: [0.5, 0.5, 0.5], std: [1, 1, 1] },
    { mean: [0.5], std: [0] },
    { mean: [Number.NaN], std: [1] },
  ])
    await expect(open(wrong)).rejects.toThrow(/^normalization is mean .*: expected 1 of each/);
});

it('names the known scenarios when given an unknown one', async () => {
  const error = await createBenchmark('split_mnits', { seed: 0 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnknownScenarioError);
  expect(error).toMatchObject({ scenario: 'split_mnits', known: scenarioNames() });
  expect(() => scenarioInfo('split_mnits')).toThrow(UnknownScenarioError);
  await expect(createBenchmark('constructor', { seed: 0 })).rejects.toThrow(UnknownScenarioError);
});
