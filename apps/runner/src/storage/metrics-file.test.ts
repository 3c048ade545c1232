import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { strategyConfig } from '../config/strategy-config';
import { configDefaults } from '../strategies/registry';
import { jobConfig, metricsSchema, readMetrics } from './metrics-file';

describe('metricsSchema', () => {
  it('takes metrics, through JSON and back', () => {
    const metrics = someMetrics();
    expect(metricsSchema.parse(JSON.parse(JSON.stringify(metrics)))).toEqual(metrics);
  });

  it('takes null for what was not measured', () => {
    const unmeasured = someMetrics({
      accuracyMatrix: [
        [null, null],
        [0.5, null],
      ],
      accuracy: null,
      averageAccuracy: null,
      forgetting: [null, null],
      averageForgetting: null,
      backwardTransfer: null,
      perClassAccuracy: [null, 1],
      checkpoints: [],
    });
    expect(metricsSchema.parse(unmeasured)).toEqual(unmeasured);
  });

  it('takes the size of the state where a strategy says it', () => {
    const metrics = someMetrics({ stateBytes: 1234 });
    expect(metricsSchema.parse(metrics)).toEqual(metrics);
  });

  it.each([
    ['an accuracy in percent', { accuracy: 85 }],
    ['an accuracy that is not a number', { accuracyMatrix: [[Number.NaN]] }],
    ['another version', { schema: 2 }],
    ['an unknown part', { extra: 1 }],
    ['a missing part', { times: undefined }],
    ['half a byte', { stateBytes: 0.5 }],
    ['half an image', { confusion: [[0.5]] }],
    ['a negative time', { times: { ...someMetrics().times, total: -1 } }],
    ['a configuration that is none', { config: 'lr 0.1' }],
  ])('refuses %s', (_, wrong) => {
    expect(metricsSchema.safeParse({ ...someMetrics(), ...wrong }).success).toBe(false);
  });
});

describe('jobConfig', () => {
  it('leaves out where files lie', () => {
    const config = jobConfig(strategyConfig({ ...configDefaults, logdir: '/a', dataroot: '/b' }, 'gn_ed'));
    expect(config).not.toHaveProperty('logdir');
    expect(config).not.toHaveProperty('dataroot');
    expect(metricsSchema.shape.config.parse(config)).toEqual(config);
  });
});

describe('readMetrics', () => {
  it('reads metrics, and gives nothing for a missing, cut or foreign file', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'metrics.json');
    expect(readMetrics(path)).toBeUndefined();
    const text = JSON.stringify(someMetrics());
    writeFileSync(path, text);
    expect(readMetrics(path)).toEqual(someMetrics());
    for (const wrong of [text.slice(0, -9), '', '[]', '{"accuracy": 1}']) {
      writeFileSync(path, wrong);
      expect(readMetrics(path)).toBeUndefined();
    }
  });
});
