import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from '../../../test/redis-server';
import { temporaryFolder } from '../../../test/temporary-folder';
import type { FolderStore } from '../../storage/folder-store';
import { describeEngine, executorOn, runsIn, stubJob, stubStore } from '../engine.conformance';
import { bullmqEngine } from './bullmq-engine';
import { shownAddress } from './redis-queue';
import { type RedisWorker, redisWorker } from './redis-worker';

const script = fileURLToPath(new URL('../../../test/orders/stub-process.mjs', import.meta.url));

describe.skipIf(!hasRedis)('BullMQ on a real Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis(temporaryFolder(afterAll));
  });
  afterAll(() => redis.kill());

  const workers: Promise<RedisWorker>[] = [];
  afterEach(async () => {
    for (const worker of workers.splice(0)) await (await worker).close();
  });
  const startWorker = (store: FolderStore) => {
    const parameters = ['order', '--logdir', store.location];
    const options = { address: redis.address, store, script, parameters, atOnce: 2, say: () => {} };
    workers.push(redisWorker(options));
  };
  const engineOn = (store: FolderStore) => ({
    ...bullmqEngine({ address: redis.address, store }),
    interval: 100,
  });

  describeEngine((store) => {
    if (workers.length === 0) startWorker(store);
    return engineOn(store);
  });

  it('a worker of another folder gets nothing; that none is there is said, and how to start one', async () => {
    const [store, other] = [stubStore(), stubStore()];
    startWorker(other);
    const { executor, events } = executorOn(engineOn(store), store);
    const running = executor.run([stubJob('a')]);
    const warnings = () => events.flatMap((event) => (event.type === 'message' ? [event.text] : []));
    await expect.poll(warnings, { timeout: 50_000 }).toHaveLength(1);
    expect(warnings()[0]).toMatch(
      /^No worker takes jobs of .* Start one .*: exmodel worker --redis redis:\/\/127.0.0.1:\d+ --logdir \//,
    );
    startWorker(store);
    expect(await running).toMatchObject([{ metrics: {} }]);
    expect(runsIn(other)).toEqual([]);
  });
});

it('without Redis at the address, that is the failure of the jobs', async () => {
  const store = stubStore();
  const engine = bullmqEngine({ address: 'redis://user:secret@127.0.0.1:1', store });
  const outcomes = await executorOn(engine, store).executor.run([stubJob('a')]);
  const message = expect.stringMatching(
    /^Redis at redis:\/\/127\.0\.0\.1:1 cannot be reached: .*Start it, or give its address: --redis/,
  );
  expect(outcomes).toMatchObject([{ failure: { message } }]);
});

it('an address is shown without its password', () => {
  expect(shownAddress('redis://me:secret@host:6379/2')).toBe('redis://host:6379/2');
  expect(shownAddress('redis://host')).toBe('redis://host');
});
