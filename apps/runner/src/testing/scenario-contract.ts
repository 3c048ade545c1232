import assert from 'node:assert/strict';
import { type Benchmark, type Scenario, type ScenarioOptions, TorchGenerator } from '@exmodel/benchmarks';
import { type Check, once } from './check';

/**
 * What every scenario must do. It is opened on a synthetic twin where it has one.
 *
 * @param options of its opening, beside the seed
 */
export function scenarioContract(
  scenario: Scenario,
  options: Omit<ScenarioOptions, 'seed' | 'generator'> = {},
): readonly Check[] {
  const open = (seed: number) =>
    scenario.open({ synthetic: true, ...options, seed, generator: new TorchGenerator(seed) });
  const first = once(() => open(1));
  return [
    {
      name: 'keeps what it says before its data are read',
      async run() {
        const { classCount, shape, multiTask, experiences } = await first();
        assert.deepEqual(
          { classCount, shape: [...shape], multiTask, experienceCount: experiences.length },
          {
            classCount: scenario.classCount,
            shape: [...scenario.shape],
            multiTask: scenario.multiTask,
            experienceCount: scenario.experienceCount,
          },
        );
      },
    },
    {
      name: 'shows in each experience images of its classes only, some of each in training',
      async run() {
        const { experiences, classCount } = await first();
        for (const { index, classes, train, test } of experiences) {
          const known = new Set(classes);
          assert.ok(classes.every((c) => Number.isInteger(c) && c >= 0 && c < classCount));
          const labels = (data: typeof train) => Array.from({ length: data.length }, (_, i) => data.label(i));
          assert.deepEqual(new Set(labels(train)), known, `training labels of experience ${index}`);
          assert.ok(test.length > 0, `experience ${index} has no test images`);
          assert.ok(
            labels(test).every((label) => known.has(label)),
            `test labels of experience ${index}`,
          );
        }
      },
    },
    {
      name: 'shows images of its shape',
      async run() {
        const { experiences, shape } = await first();
        const size = shape.reduce((product, side) => product * side, 1);
        for (const { train, test } of experiences) {
          assert.equal(train.pixels(0).length, size);
          assert.equal(test.pixels(test.length - 1).length, size);
        }
      },
    },
    {
      name: 'is the same for the same seed',
      async run() {
        assert.deepEqual(outline(await open(1)), outline(await first()));
      },
    },
  ];
}

/** What a stream shows, shortly. */
function outline({ experiences }: Benchmark) {
  return experiences.map(({ classes, task, train, test }) => ({
    classes: [...classes],
    task,
    lengths: [train.length, test.length],
    first: [train.label(0), ...train.pixels(0)],
  }));
}
