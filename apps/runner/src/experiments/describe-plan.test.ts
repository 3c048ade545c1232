import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { configDefaults } from '../../test/config-defaults';
import { temporaryFolder } from '../../test/temporary-folder';
import { loadConfig } from '../config/load-config';
import type { JobConfig } from '../config/strategy-config';
import { withoutUnread } from '../config/without-unread';
import { strategies } from '../strategies/registry';
import { describePlan } from './describe-plan';
import { planSeries } from './series';

const config = { ...configDefaults, name: 'x', strategy: 'gn_ed' };

it('is the whole configuration that the strategies read, as YAML that can be read again, and the job', () => {
  const [yaml = '', jobs] = describePlan(config, planSeries(config)).split('\n\n');
  expect(parse(yaml)).toEqual(withoutUnread(config, ['gn_ed'], strategies));
  const path = join(temporaryFolder(), 'plan.yaml');
  writeFileSync(path, yaml);
  expect(loadConfig(path, strategies).config).toEqual(config);
  expect(jobs).toBe('1 job:\n  gn_ed  seed 1234 → runs/x/gn_ed');
});

it('names every candidate, the choice and every run of a grid search', () => {
  const metric_name = 'StreamForgetting/eval_phase/test_stream';
  const searched = { ...config, grid: { lr: [0.1, 1] }, assess_runs: 2, metric_name };
  const plan = describePlan(searched, planSeries(searched));
  expect(plan.split('\n\n')[1]).toBe(`4 jobs:
  gn_ed/VAL0  lr 0.1, seed 1234 → runs/x/gn_ed/VAL0
  gn_ed/VAL1  lr 1, seed 1234 → runs/x/gn_ed/VAL1
  the best of 2 by averageForgetting on validation images, 10 % of each class’s training images → runs/x/gn_ed/best_config.yaml
  gn_ed/ASSESS0  the best, seed 1234 → runs/x/gn_ed/ASSESS0
  gn_ed/ASSESS1  the best, seed 2345 → runs/x/gn_ed/ASSESS1`);
});

it('says of each job how far it is', () => {
  const searched = { ...config, grid: { lr: [0.1, 1] } };
  const planned = planSeries(searched);
  const job = {
    series: 'gn_ed',
    name: '',
    seed: 1234,
    config: planned[0]?.candidates[0]?.config as JobConfig,
  };
  const plan = describePlan(searched, planned, [
    { ...job, key: 'x/gn_ed/VAL0', state: 'finished', seconds: 3 },
    { ...job, key: 'x/gn_ed/VAL1', state: 'taken', reason: 'a thesis' },
    { ...job, key: 'x/gn_ed/ASSESS0', state: 'unchosen' },
  ]);
  expect(plan).toContain('runs/x/gn_ed/VAL0 (finished)\n');
  expect(plan).toContain('runs/x/gn_ed/VAL1 (cannot run: its folder holds a thesis)\n');
  expect(plan).toMatch(/ASSESS0$/);
});
