import { describe, expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import type { ExperimentConfig } from '../config/schema';
import { assessmentJobs, configAt, planSeries } from './series';

const plan = (changes: Partial<ExperimentConfig>) =>
  planSeries({ ...configDefaults, strategy: ['gn_ed', 'replay_ed'], ...changes, logdir: 'runs', name: 'x' });

describe('planSeries', () => {
  it('makes a single job a strategy, in the strategy’s folder, with the experiment’s seed', () => {
    const all = plan({ seed: 7 });
    expect(all.map(({ candidates }) => candidates)).toEqual([[], []]);
    expect(all.map(({ assessments }) => assessments)).toEqual([
      [{ name: 'gn_ed', key: 'x/gn_ed', seed: 7 }],
      [{ name: 'replay_ed', key: 'x/replay_ed', seed: 7 }],
    ]);
  });

  it('makes a candidate a point of the grid, on run 0, and a run a seed', () => {
    const [series] = plan({ grid: { lr: [0.1, 1], buffer_size: [10, 20] }, assess_runs: 3 });
    expect(series?.candidates.map(({ name, key, point }) => [name, key, point])).toEqual([
      ['gn_ed/VAL0', 'x/gn_ed/VAL0', { buffer_size: 10, lr: 0.1 }],
      ['gn_ed/VAL1', 'x/gn_ed/VAL1', { buffer_size: 10, lr: 1 }],
      ['gn_ed/VAL2', 'x/gn_ed/VAL2', { buffer_size: 20, lr: 0.1 }],
      ['gn_ed/VAL3', 'x/gn_ed/VAL3', { buffer_size: 20, lr: 1 }],
    ]);
    expect(series?.candidates[3]?.config).toMatchObject({
      strategy: 'gn_ed',
      buffer_size: 20,
      lr: 1,
      seed: 1234,
    });
    expect(series?.assessments.map(({ key, seed }) => [key, seed])).toEqual([
      ['x/gn_ed/ASSESS0', 1234],
      ['x/gn_ed/ASSESS1', 2345],
      ['x/gn_ed/ASSESS2', 3456],
    ]);
  });

  it('chooses on images that no job trains on; all jobs set the same ones aside', () => {
    const [series] = plan({ grid: { lr: [0.1, 1] }, assess_runs: 2 });
    const [candidate] = series?.candidates ?? [];
    if (series === undefined || candidate === undefined) throw new Error('no candidate');
    expect(candidate.config).toMatchObject({ validation_fraction: 0.1, measured_on: 'validation_images' });
    const [assessed] = assessmentJobs(series, configAt(series, candidate));
    expect(assessed?.config).toEqual({ ...candidate.config, measured_on: undefined });
    expect(assessed?.config).not.toHaveProperty('measured_on');
    const other = plan({ grid: { lr: [0.1, 1] }, validation_fraction: 0.3 })[0];
    expect(other?.candidates[1]?.config.validation_fraction).toBe(0.3);
  });

  it.each<[string, Partial<ExperimentConfig>]>([
    ['on test images, as in the reference', { grid: { lr: [0.1, 1] }, choose_on: 'test_images' }],
    ['from one point', { grid: { lr: [0.1] } }],
    ['without a grid', {}],
  ])('sets no images aside where it chooses %s', (_, changes) => {
    const [series] = plan(changes);
    for (const config of [series?.config, ...(series?.candidates ?? []).map((job) => job.config)]) {
      expect(config).not.toHaveProperty('validation_fraction');
      expect(config).not.toHaveProperty('measured_on');
    }
  });

  it('makes a run of each of the seeds, in a folder of its own, and tries the grid with the first', () => {
    const seeds = [7, 8, 9, 10, 11, 12];
    const [series] = plan({ seeds });
    expect(series?.plain).toBe(false);
    expect(series?.assessments).toEqual(
      seeds.map((seed) => ({ name: `gn_ed/SEED${seed}`, key: `x/gn_ed/SEED${seed}`, seed })),
    );
    const [searched] = plan({ seeds, grid: { lr: [0.1, 1] } });
    expect(searched?.candidates.map(({ config }) => config.seed)).toEqual([7, 7]);
    expect(searched?.assessments).toEqual(series?.assessments);
  });

  it('assesses once after a grid that says nothing of it', () => {
    expect(plan({ grid: { lr: [0.1, 1] } })[0]?.assessments).toHaveLength(1);
  });

  it('has nothing to choose in a grid of one point, and takes that point', () => {
    const [series] = plan({ grid: { lr: [0.5] }, assess_runs: 5 });
    expect(series?.candidates).toEqual([]);
    expect(
      series && assessmentJobs(series, series.config).map(({ config }) => [config.lr, config.seed]),
    ).toEqual([
      [0.5, 1234],
      [0.5, 2345],
      [0.5, 3456],
      [0.5, 5678],
      [0.5, 6789],
    ]);
  });

  it('keeps what a strategy has of its own, and leaves what arranges jobs out of their configurations', () => {
    const per_strategy = { gn_ed: { num_iter_per_exp: 3 } };
    const [own, other] = plan({ grid: { lr: [0.1, 1] }, assess_runs: 2, per_strategy });
    expect(own?.candidates.map(({ config }) => config.num_iter_per_exp)).toEqual([3, 3]);
    expect(other?.candidates[0]?.config.num_iter_per_exp).toBe(configDefaults.num_iter_per_exp);
    for (const key of [
      'grid',
      'seeds',
      'assess_runs',
      'choose_on',
      'metric_name',
      'per_strategy',
      'name',
      'logdir',
      'dataroot',
    ])
      expect(own?.config).not.toHaveProperty(key);
  });
});
