import { expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import type { ExperimentConfig } from '../config/schema';
import { neededExperts } from './needed-experts';
import { planSeries } from './series';

it.each<[string, Partial<ExperimentConfig>, object[]]>([
  ['one set for all strategies', { strategy: ['gn_ed', 'replay_ed'] }, [{ seed: 1234 }]],
  ['one for each seed', { seeds: [1, 2] }, [{ seed: 1 }, { seed: 2 }]],
  [
    'those that learn from no validation image, where a grid is chosen on these',
    { seeds: [1, 2], grid: { lr: [1, 2] } },
    [
      { seed: 1, validation_fraction: 0.1 },
      { seed: 2, validation_fraction: 0.1 },
    ],
  ],
  [
    'only those of the candidates, where the grid varies them',
    { seeds: [1, 2], grid: { model: ['lenet', 'simple_mlp'] } },
    [
      { seed: 1, model: 'lenet' },
      { seed: 1, model: 'simple_mlp' },
    ],
  ],
])('needs %s', (_, changes, expected) => {
  const planned = planSeries({ ...configDefaults, strategy: 'gn_ed', ...changes, name: 'x' });
  expect(neededExperts(planned)).toMatchObject(expected);
});
