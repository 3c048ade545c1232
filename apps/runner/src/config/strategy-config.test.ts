import { expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import { strategyConfig } from './strategy-config';

const config = {
  ...configDefaults,
  name: 'x',
  strategy: ['replay_ed', 'gn_ed'],
  per_strategy: { replay_ed: { buffer_size: 7, ce_loss: false } },
};

it('puts a strategy’s own keys over the shared ones, and no other strategy’s', () => {
  expect(strategyConfig(config, 'replay_ed')).toMatchObject({ buffer_size: 7, ce_loss: false, lr: 0.1 });
  expect(strategyConfig(config, 'gn_ed')).toMatchObject({ buffer_size: 1000, ce_loss: true });
});

it('is of one strategy: its name, and neither the experiment’s nor the other strategies’ keys', () => {
  const { name: _, per_strategy: __, metric_name: ___, choose_on: ____, ...shared } = config;
  expect(strategyConfig(config, 'gn_ed')).toStrictEqual({ ...shared, strategy: 'gn_ed' });
});
