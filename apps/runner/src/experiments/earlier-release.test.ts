import { fileURLToPath } from 'node:url';
import { EventStream } from '@exmodel/loggers';
import { expect, it } from 'vitest';
import { failedJobs, oracle } from '../../test/oracle-executor';
import { loadConfig } from '../config/load-config';
import { folderStore } from '../storage/folder-store';
import { strategies } from '../strategies/registry';
import { runSeries } from './run-series';

const fixture = (path: string) =>
  fileURLToPath(new URL(`../../test/fixtures/schema-1/${path}`, import.meta.url));

it('what an earlier release finished counts as finished: nothing runs again', async () => {
  const { config } = loadConfig(fixture('all.yaml'), strategies, []);
  const store = folderStore(fixture('runs'));
  const ran: string[] = [];
  const { results, outcomes } = await runSeries({
    config,
    backend: 'wasm',
    events: new EventStream([]),
    store,
    executor: oracle(store, ran, () => undefined),
    fresh: false,
  });
  expect(ran).toEqual([]);
  expect(failedJobs(outcomes)).toEqual([]);
  const [metrics] = results.flatMap(({ runs }) => runs);
  expect(metrics).toMatchObject({ schema: 3, strategy: 'gn_ed', accuracy: 0.1 });
  expect(metrics?.accuracyCurve).toHaveLength(10);
});
