import '@exmodel/backend-wasm';
import { mkdirSync } from 'node:fs';
import { EventStream } from '@exmodel/loggers';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { tiny } from '../../test/tiny-stream';
import { watchFor } from '../../test/watch-for';
import { jobConfig, strategyConfig } from '../config/strategy-config';
import { folderStore } from '../storage/folder-store';
import { tryLock } from '../storage/try-lock';
import { describeExecutor } from './executor.conformance';
import { inline, inlineExecutor } from './inline-executor';

beforeAll(() => setBackend('exmodel-wasm'));

describeExecutor(inline, 'it starts no command');

it('runs the jobs of all streams before it waits for those that another process runs', async () => {
  const store = folderStore(temporaryFolder());
  const config = jobConfig(
    strategyConfig({ ...tiny, model: 'simple_mlp', hs: 4, experiences: 1 }, 'model_average'),
  );
  const jobs = ['taken', 'free'].map((name, seed) => ({
    name,
    key: `x/${name}`,
    config: { ...config, seed },
  }));
  mkdirSync(store.pathOf('x'));
  const unlock = await tryLock(store.pathOf('x/.taken'));
  const free = watchFor(
    (event) => event.type === 'job' && event.job === 'free' && event.state === 'finished',
  );
  const workplace = { backend: 'wasm', store, dataroot: 'data', fresh: false };
  const running = inlineExecutor({ ...workplace, events: new EventStream([free.sink]) }).run(jobs);
  await free.seen;
  await unlock?.();
  expect((await running).map(({ job, ...outcome }) => [job.name, 'metrics' in outcome])).toEqual([
    ['taken', true],
    ['free', true],
  ]);
});
