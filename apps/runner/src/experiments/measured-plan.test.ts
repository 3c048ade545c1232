import '@exmodel/backend-wasm';
import { EventStream } from '@exmodel/loggers';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { few } from '../../test/few-steps';
import { oracle } from '../../test/oracle-executor';
import { temporaryFolder } from '../../test/temporary-folder';
import { tiny } from '../../test/tiny-stream';
import { type FolderStore, folderStore } from '../storage/folder-store';
import { configuredMetric } from './choose-best';
import { lookUpJobs } from './look-up-jobs';
import { planNeeds } from './measured-plan';
import { runSeries } from './run-series';
import { planSeries } from './series';

beforeAll(() => setBackend('exmodel-wasm'));

const small = { ...tiny, ...few, name: 'x', model: 'simple_mlp', hs: 4 };
const searched = { ...small, strategy: ['gn_ed', 'model_average'], seeds: [1, 2] };

async function needsOf(store: FolderStore, config: typeof searched) {
  const jobs = await lookUpJobs(configuredMetric(config), planSeries(config), 'wasm', store);
  return planNeeds(jobs, { store, dataroot: 'nowhere', backend: 'wasm' });
}

it('takes the time of a step that is measured, and leaves nothing', async () => {
  const before = memory().numTensors;
  const store = folderStore(temporaryFolder());
  const { jobs, expertSeconds } = await needsOf(store, searched);
  const [noise, , average] = jobs;
  expect(noise?.seconds).toBeGreaterThan(average?.seconds ?? Number.NaN);
  expect(average?.seconds).toBeGreaterThan(0);
  expect(noise?.memory).toBeGreaterThan(1e8);
  expect(noise?.disk).toBeGreaterThan(1e4);
  expect(expertSeconds).toBeGreaterThan(0);
  const longer = await needsOf(store, { ...searched, num_iter_per_exp: 1e9 });
  expect(longer.jobs[0]?.seconds).toBeGreaterThan(1e3 * (noise?.seconds ?? Number.NaN));
  expect(memory().numTensors).toBe(before);
  expect(await store.list()).toEqual([]);
});

it('takes that of finished jobs where there are some', async () => {
  const store = folderStore(temporaryFolder());
  const options = { backend: 'wasm', events: new EventStream([]), store, fresh: false };
  const executor = oracle(store, [], ({ config }) => (config.seed === 1 ? 0.5 : undefined));
  await runSeries({ ...options, config: searched, executor });
  const { jobs } = await needsOf(store, searched);
  expect(jobs.map(({ seconds }) => seconds)).toEqual([0, 65, 0, 65]);
  expect(jobs[1]?.disk).toBe(jobs[0]?.disk);
});

it('knows no time where data are missing, but the memory', async () => {
  const real = { ...searched, synthetic: false, scenario: 'split_cifar100' };
  const { jobs, expertSeconds } = await needsOf(folderStore(temporaryFolder()), real);
  expect(jobs.map(({ seconds }) => seconds)).toEqual(Array(4).fill(undefined));
  expect(jobs[0]?.memory).toBeGreaterThan(1e8);
  expect(expertSeconds).toBeUndefined();
});
