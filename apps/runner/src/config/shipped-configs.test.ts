import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarioNames } from '@exmodel/benchmarks';
import '@exmodel/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { assessmentJobs, planStudies } from '../jobs/study';
import { openStream, type Stream } from '../pipeline/open-stream';
import { strategies, strategyNamed } from '../pipeline/strategies/registry';
import { loadConfig } from './load-config';
import type { StrategyConfig } from './strategy-config';

const folder = fileURLToPath(new URL('../../../../configs', import.meta.url));
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.yaml'),
);
const load = (path: string) => loadConfig(join(folder, path)).config;

beforeAll(() => setBackend('exmodel-wasm'));

describe('configs/ has', () => {
  const names = strategies.map(({ name }) => name);
  const singleHead = ['consensus_ed', 'model_average'];

  it.each([
    ['split-mnist', names],
    ['split-cifar10', names],
    ['mt-cifar10', [...names.filter((name) => !singleHead.includes(name)), 'minversion_ed_masked']],
  ])('%s: a file for every strategy that makes sense there', (scenario, expected) => {
    expect(paths).toEqual(expect.arrayContaining(expected.map((name) => `${scenario}/${name}.yaml`)));
  });

  it('a configuration for every scenario', () => {
    const covered = new Set(paths.map((path) => load(path).scenario));
    const aliases = ['smnist'];
    expect(scenarioNames().filter((name) => !covered.has(name) && !aliases.includes(name))).toEqual([]);
  });

  it('no two files whose results would go into the same folder', () => {
    const folders = paths.flatMap((path) => planStudies(load(path)).map((study) => study.folder));
    expect(folders.filter((each, i) => folders.indexOf(each) !== i)).toEqual([]);
  });
});

describe('what is shipped is refused nowhere', () => {
  const streams = new Map<string, Promise<Stream>>();
  /** The stream on its synthetic twin, opened once. */
  function twin(config: StrategyConfig): Promise<Stream> {
    const { scenario, model, permutations } = config;
    const key = JSON.stringify([scenario, model, permutations]);
    const stream = streams.get(key) ?? openStream({ ...config, synthetic: true, pretrained: false });
    streams.set(key, stream);
    return stream;
  }

  it.each(paths)('configs/%s', async (path) => {
    for (const study of planStudies(load(path))) {
      for (const { config } of [...study.candidates, ...assessmentJobs(study, study.config).slice(0, 1)]) {
        if (config.strategy === 'from_path') continue; // asks for the samples of an earlier run
        const { benchmark } = await twin(config);
        const reason = await strategyNamed(config.strategy).refuse?.(
          { ...config, synthetic: true },
          benchmark,
        );
        expect(reason).toBeUndefined();
      }
    }
  });
});
