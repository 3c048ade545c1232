import { expect, it } from 'vitest';
import { createBenchmark, scenarioInfo } from '../create-benchmark';
import { TakenNameError } from '../errors/taken-name-error';
import { arrayDataset } from '../images/array-dataset';
import { newClasses } from './new-classes';
import { registerScenario } from './registry';

it('a scenario of one’s own is opened by its name, which it has alone', async () => {
  const images = arrayDataset({
    name: 'dots',
    shape: [1, 1, 1],
    classCount: 2,
    labels: [0, 1],
    pixels: Uint8Array.of(0, 255),
  });
  const dots = newClasses(
    {
      dataset: 'own',
      auxiliaryDataset: 'mnist',
      shape: [1, 1, 1],
      classCount: 2,
      invariances: [],
      normalization: { mean: [0.5], std: [0.5] },
      load: async () => ({ train: images, test: images }),
    },
    { name: 'split_dots', experienceCount: 2 },
  );
  registerScenario(dots);
  expect(scenarioInfo('split_dots')).toMatchObject({ dataset: 'own', experienceCount: 2 });
  const { experiences } = await createBenchmark('split_dots', { seed: 1 });
  expect(experiences.map(({ classes }) => classes)).toHaveLength(2);
  expect(() => registerScenario(dots)).toThrow(TakenNameError);
  expect(() => registerScenario({ ...dots, name: 'smnist' })).toThrow(
    'the name "smnist" was given to a scenario',
  );
});
