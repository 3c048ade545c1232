import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import { someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { jobConfig, strategyConfig } from '../config/strategy-config';
import { folderStore } from './folder-store';
import { keepMetrics, MetricsFileError, metricsSchema, readMetrics } from './metrics-file';
import { UnreadableFileError, UnwritableFileError } from './store';

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
      accuracyCurve: [],
    });
    expect(metricsSchema.parse(unmeasured)).toEqual(unmeasured);
  });

  it('accepts the size of the state if a strategy reports it', () => {
    const metrics = someMetrics({ stateBytes: 1234 });
    expect(metricsSchema.parse(metrics)).toEqual(metrics);
  });

  it.each([
    ['an accuracy in percent', { accuracy: 85 }],
    ['an accuracy that is not a number', { accuracyMatrix: [[Number.NaN]] }],
    ['an earlier version', { schema: 1 }],
    ['a later version', { schema: 4 }],
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
  it('omits the folders', () => {
    const config = jobConfig(strategyConfig({ ...configDefaults, logdir: '/a', dataroot: '/b' }, 'gn_ed'));
    expect(config).not.toHaveProperty('logdir');
    expect(config).not.toHaveProperty('dataroot');
    expect(metricsSchema.shape.config.parse(config)).toEqual(config);
  });
});

describe('readMetrics', () => {
  it('reads metrics, gives nothing for a missing file, and refuses a cut or foreign one', async () => {
    const store = folderStore(temporaryFolder());
    expect(await readMetrics(store, 'x/job')).toBeUndefined();
    const text = JSON.stringify(someMetrics());
    await store.writeWhole('x/job/metrics.json', text);
    expect(await readMetrics(store, 'x/job')).toEqual(someMetrics());
    for (const wrong of [text.slice(0, -9), '', '[]', '{"accuracy": 1}']) {
      await store.writeWhole('x/job/metrics.json', wrong);
      await expect(readMetrics(store, 'x/job')).rejects.toThrow(MetricsFileError);
      await expect(readMetrics(store, 'x/job')).rejects.toThrow(
        /x\/job\/metrics\.json was cut short, or changed .* Delete the folder of this job/,
      );
    }
  });

  it('says of those of a later schema that a later version wrote them', async () => {
    const store = folderStore(temporaryFolder());
    await store.writeWhole('x/job/metrics.json', JSON.stringify({ ...someMetrics(), schema: 4 }));
    await expect(readMetrics(store, 'x/job')).rejects.toThrow(
      /metrics\.json was written by a later version of exmodel \(schema 4, .* up to 3\)\. Use that version/,
    );
  });

  it('says of those that the disk does not give why, and not that they are old', async () => {
    const store = { ...folderStore(temporaryFolder()) };
    store.read = (key) => Promise.reject(new UnreadableFileError(key, 'EACCES: permission denied'));
    await expect(readMetrics(store, 'x/job')).rejects.toThrow(
      /could not be read: EACCES.* Repair the folder or its permissions/,
    );
  });

  it('reads those of schema 1, in which the accuracy curve had another name, and of schema 2; what they lack is null', async () => {
    const store = folderStore(fileURLToPath(new URL('../../test/fixtures/schema-1/runs', import.meta.url)));
    const { schema, checkpoints, ...rest } = JSON.parse(
      readFileSync(store.pathOf('all/gn_ed/metrics.json'), 'utf8'),
    );
    expect(schema).toBe(1);
    expect(checkpoints).toHaveLength(10);
    const added = {
      ...{
        run: null,
        job: null,
        lossMatrix: null,
        classAccuracyMatrix: null,
        loss: null,
        topKAccuracy: null,
      },
      ...{ calibration: null, parameters: null, macs: null, samples: null, process: null },
    };
    const upgraded = { ...rest, ...added, schema: 3, accuracyCurve: checkpoints };
    expect(await readMetrics(store, 'all/gn_ed')).toEqual(upgraded);

    const second = folderStore(temporaryFolder());
    await second.writeWhole(
      'x/job/metrics.json',
      JSON.stringify({ ...rest, schema: 2, accuracyCurve: checkpoints }),
    );
    expect(await readMetrics(second, 'x/job')).toEqual(upgraded);
  });
});

describe('keepMetrics', () => {
  it('writes once: the first metrics stay, and the second caller gets them', async () => {
    const store = folderStore(temporaryFolder());
    const [first, second] = [someMetrics({ accuracy: 0.1 }), someMetrics({ accuracy: 0.2 })];
    expect(await keepMetrics(store, 'x/job', first)).toEqual(first);
    expect(await keepMetrics(store, 'x/job', second)).toEqual(first);
    expect(await readMetrics(store, 'x/job')).toEqual(first);
  });

  it('keeps what is in their place, and says so', async () => {
    const store = folderStore(temporaryFolder());
    await store.writeWhole('x/job/metrics.json', 'mine');
    await expect(keepMetrics(store, 'x/job', someMetrics())).rejects.toThrow(MetricsFileError);
    await store.writeWhole('x/folder/metrics.json/mine', 'mine');
    await expect(keepMetrics(store, 'x/folder', someMetrics())).rejects.toThrow(UnwritableFileError);
    expect((await store.list()).length).toBe(2);
  });
});
