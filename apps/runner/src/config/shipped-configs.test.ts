import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioNames } from '@exmodel/benchmarks';
import '@exmodel/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { documentedStrategies, singleHeadStrategies } from '../../test/documented-strategies';
import { configs, shippedExperiments, shippedStudies } from '../../test/shipped-configs';
import { planStudy } from '../experiments/plan-study';
import { assessmentJobs, planSeries, type Series } from '../experiments/series';
import { refuseTooLarge } from '../experiments/too-large';
import { expertOrigins } from '../experts/expert-origin';
import { strategies, strategyNamed } from '../strategies/registry';
import { openStream, type Stream } from '../streams/open-stream';
import { loadConfig } from './load-config';
import { loadStudy } from './load-study';
import type { StrategyConfig } from './strategy-config';

const load = (path: string) => loadConfig(join(configs, path), strategies).config;
/** What the files make, by their paths. */
const planned = new Map<string, readonly Series[]>([
  ...shippedExperiments.map((path) => [path, planSeries(load(path))] as const),
  ...shippedStudies.map(
    (path) => [path, planStudy(loadStudy(join(configs, path), strategies).config)] as const,
  ),
]);

beforeAll(() => setBackend('exmodel-wasm'));

describe('configs/ has', () => {
  const names = documentedStrategies;

  it.each([
    ['split-mnist', names],
    ['split-cifar10', names],
    ['mt-cifar10', [...names.filter((name) => !singleHeadStrategies.includes(name)), 'minversion_ed_masked']],
  ])('%s: a file for every strategy of PARITY.md that makes sense there', (scenario, expected) => {
    expect(shippedExperiments).toEqual(
      expect.arrayContaining(expected.map((name) => `${scenario}/${name}.yaml`)),
    );
  });

  it('a configuration for every scenario', () => {
    const covered = new Set(shippedExperiments.map((path) => load(path).scenario));
    const aliases = ['smnist', 'sfashion'];
    expect(scenarioNames().filter((name) => !covered.has(name) && !aliases.includes(name))).toEqual([]);
  });

  it.each(['split-cifar10', 'mt-cifar10'])(
    '%s: in the table what the strategies’ own files hold',
    (folder) => {
      for (const { name, config } of planned.get(`${folder}/results.yaml`) ?? []) {
        const { name: _, ...own } = parse(readFileSync(join(configs, folder, `${name}.yaml`), 'utf8'));
        expect(config).toMatchObject(own);
      }
      expect(planned.get(`${folder}/results.yaml`)?.length).toBeGreaterThan(8);
    },
  );

  it('no two files whose results would go into the same folder', () => {
    const folders = [...planned.values()].flat().map(({ key }) => key);
    expect(folders.filter((each, i) => folders.indexOf(each) !== i)).toEqual([]);
  });
});

describe('what is shipped is refused nowhere', () => {
  it.each([...planned])('configs/%s fits the memory of a machine of 8 GB', (path, series) => {
    expect(() => refuseTooLarge(series, () => path, { machine: 8e9, backend: 2 ** 32 })).not.toThrow();
  });

  const streams = new Map<string, Promise<Stream>>();
  /** The stream on its synthetic twin, opened once. */
  function twin(config: StrategyConfig): Promise<Stream> {
    const { scenario, model, permutations, image_size } = config;
    const key = JSON.stringify([scenario, model, permutations, image_size]);
    const stream = streams.get(key) ?? openStream({ ...config, synthetic: true, pretrained: false });
    streams.set(key, stream);
    return stream;
  }

  it.each([...planned])('configs/%s', async (_, all) => {
    for (const series of all) {
      for (const job of [...series.candidates, ...assessmentJobs(series, series.config).slice(0, 1)]) {
        const config = { ...job.config, logdir: 'runs', dataroot: 'data' };
        if (config.strategy === 'from_path') continue; // asks for the samples of an earlier run
        const { benchmark } = await twin(config);
        const reason = await strategyNamed(config.strategy).refuse?.(
          { ...config, synthetic: true },
          benchmark,
          expertOrigins(config, benchmark, config.logdir),
        );
        expect(reason).toBeUndefined();
      }
    }
  });
});
