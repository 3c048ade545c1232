import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { bullmqEngine } from '../../src/executors/bullmq/bullmq-engine';
import { redisWorker } from '../../src/executors/bullmq/redis-worker';
import { executorOn, letGo, runsIn, stubJob, stubStore } from '../../src/executors/engine.conformance';
import type { FolderStore } from '../../src/storage/folder-store';
import { command, environment, exmodel, filesBelow, metricsOf, tinyYaml } from '../exmodel-command';
import { type RedisServer, startRedis } from '../redis-server';
import { temporaryFolder } from '../temporary-folder';

const quick = fileURLToPath(new URL('../orders/quick-process.mjs', import.meta.url));
const stub = fileURLToPath(new URL('../orders/stub-process.mjs', import.meta.url));

async function startWorker(address: string, store: FolderStore, script: string, atOnce: number) {
  const parameters = ['order', '--logdir', store.location];
  const options = { address, store, script, parameters, atOnce, say: () => {} };
  const worker = await redisWorker({ ...options, lockDuration: 3000 });
  onTestFinished(() => worker.close());
  return worker;
}

it('a worker ends when it is asked to, also if Redis is gone', async () => {
  const redis = await startRedis(temporaryFolder());
  const worker = await startWorker(redis.address, stubStore(), stub, 2);
  await redis.kill();
  await worker.close();
});

it('1 000 short jobs with 4 workers: time a job, and the memory of the controller', async () => {
  const redis = await startRedis(temporaryFolder());
  onTestFinished(() => redis.kill());
  const store = stubStore();
  for (let i = 0; i < 4; i++) await startWorker(redis.address, store, quick, 1);
  const { executor } = executorOn(bullmqEngine({ address: redis.address, store }), store);
  await executor.run(Array.from({ length: 20 }, (_, i) => stubJob(`first-${i}`))); // The processes are there now.
  const [began, before] = [performance.now(), process.memoryUsage.rss()];
  const outcomes = await executor.run(Array.from({ length: 1000 }, (_, i) => stubJob(`job-${i}`)));
  const each = (performance.now() - began) / 1000;
  const grown = (process.memoryUsage.rss() - before) / 1e6;
  console.log(
    `1 000 jobs, 4 workers: ${each.toFixed(1)} ms a job; this process grew by ${grown.toFixed(0)} MB`,
  );
  expect(outcomes.filter((outcome) => 'metrics' in outcome)).toHaveLength(1000);
});

describe.each([true, false])('Redis is killed and comes back, with what it kept: %s', (appendOnly) => {
  it('every job has its result', async () => {
    const folder = temporaryFolder();
    const first = await startRedis(folder, { appendOnly });
    const store = stubStore();
    await startWorker(first.address, store, stub, 2);
    const { executor, events } = executorOn(bullmqEngine({ address: first.address, store }), store);
    const running = executor.run(['waits-1', 'waits-2', 'c', 'd', 'e'].map(stubJob));
    await expect.poll(() => runsIn(store).length, { timeout: 60_000 }).toBe(2);
    await first.kill();
    await expect.poll(() => events.some(({ type }) => type === 'message'), { timeout: 60_000 }).toBe(true);
    letGo(store);
    const port = Number(new URL(first.address).port);
    const second = await startRedis(folder, { port, appendOnly });
    onTestFinished(() => second.kill());
    expect(await running).toMatchObject(Array(5).fill({ metrics: {} }));
    await executor.stop();
  });
});

describe('workers of the real command', () => {
  const cwd = temporaryFolder(afterAll);
  let redis: RedisServer;
  beforeAll(async () => {
    writeFileSync(join(cwd, 'tiny.yaml'), tinyYaml);
    redis = await startRedis(temporaryFolder(afterAll));
    expect(await run('here')).toMatchObject({ code: 0 });
  });
  afterAll(() => redis.kill());
  const run = (logdir: string, ...more: string[]) =>
    exmodel(['run', 'tiny.yaml', '--backend', 'wasm', '--set', `logdir=${logdir}`, ...more], { cwd });
  const strategies = ['replay_ed', 'minversion_ed', 'model_average'];

  function work(logdir: string, onTestFinished: TestContext['onTestFinished']): ChildProcess {
    const parameters = ['worker', '--redis', redis.address, '--logdir', logdir, '--threads', '1'];
    const child = spawn(process.execPath, [command, ...parameters], {
      ...{ cwd, env: environment, stdio: 'ignore' },
    });
    onTestFinished(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'close');
    });
    return child;
  }
  const begun = (logdir: string) =>
    expect
      .poll(() => existsSync(join(cwd, logdir, 'tiny/replay_ed/events.jsonl')), { timeout: 120_000 })
      .toBe(true);
  const expectSame = (logdir: string) => {
    for (const strategy of strategies) {
      const [there, here] = [logdir, 'here'].map((folder) => join(cwd, folder, 'tiny', strategy));
      expect(metricsOf(there ?? '')).toEqual(metricsOf(here ?? ''));
      expect(filesBelow(there ?? '')).toEqual(filesBelow(here ?? ''));
    }
  };

  // Both mostly wait until the lost worker's lock has run out.
  it.concurrent('one that is killed loses its job to another, with the same results', async ({
    onTestFinished,
  }) => {
    const running = run('killed', '--executor', 'bullmq', '--redis', redis.address);
    const first = work('killed', onTestFinished);
    await begun('killed');
    first.kill('SIGKILL');
    work('killed', onTestFinished);
    expect(await running).toMatchObject({ code: 0, stderr: '' });
    expectSame('killed');
  });

  it.concurrent('one that is frozen until another has its job does no harm when it thaws', async ({
    onTestFinished,
  }) => {
    const running = run('frozen', '--executor', 'bullmq', '--redis', redis.address);
    const first = work('frozen', onTestFinished);
    await begun('frozen');
    first.kill('SIGSTOP');
    work('frozen', onTestFinished);
    expect(await running).toMatchObject({ code: 0, stderr: '' });
    first.kill('SIGCONT');
    await setTimeout(2000);
    expectSame('frozen');
  });
});
