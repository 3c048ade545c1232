import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { EventStream, memorySink, type Sink, type StampedEvent } from '@exmodel/loggers';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { tiny } from '../../test/tiny-stream';
import { watchFor, watchForWaiting } from '../../test/watch-for';
import { type JobConfig, jobConfig, strategyConfig } from '../config/strategy-config';
import type { Job, JobOutcome } from '../runs/job';
import { type FolderStore, folderStore } from '../storage/folder-store';
import { readMetrics } from '../storage/metrics-file';
import { tryLock } from '../storage/try-lock';
import type { Executor, ExecutorDefinition } from './executor';

/** A job that takes about a second: two experts of a perceptron on the synthetic twin. */
function job(name: string, strategy: string, changes: Partial<JobConfig> = {}): Job {
  const small = {
    ...tiny,
    model: 'simple_mlp',
    hs: 16,
    experiences: 2,
    expert_epochs: 1,
    num_iter_per_exp: 4,
  };
  return { name, key: `x/${name}`, config: { ...jobConfig(strategyConfig(small, strategy)), ...changes } };
}

const failureIn = (outcome: JobOutcome | undefined) =>
  outcome !== undefined && 'failure' in outcome ? outcome.failure.message : undefined;
const metricsIn = (outcome: JobOutcome | undefined) =>
  outcome !== undefined && 'metrics' in outcome ? outcome.metrics : undefined;

/** A sink whose every call fails. */
const broken: Sink = {
  name: 'broken',
  write() {
    throw new Error('no write');
  },
  close: () => Promise.reject(new Error('no close')),
};

/**
 * What every executor must do. An executor's own test calls this, and adds what is particular to it.
 *
 * @param command the script of the `exmodel` command, for executors that start it
 */
export function describeExecutor({ create }: ExecutorDefinition, command: string): void {
  let events: readonly StampedEvent[];
  /** A new executor on the same store, as another command would create it. */
  function open(store: FolderStore, sinks: readonly Sink[] = [], jobs = 2): Executor {
    const memory = memorySink();
    events = memory.events;
    const shared = { backend: 'wasm', threads: 2, dataroot: 'data', fresh: false, command, jobs } as const;
    return create({ ...shared, store, events: new EventStream([...sinks, memory]) });
  }
  const stopped = folderStore(temporaryFolder(afterAll)); // A job in this process goes on after its test.
  const reported = (state: string) =>
    events.flatMap((event) => (event.type === 'job' && event.state === state ? [event] : []));

  describe('jobs that share experts', () => {
    const store = folderStore(temporaryFolder(afterAll));
    const jobs = [job('a', 'replay_ed'), job('b', 'model_average'), job('c', 'replay_ed', { lr: 0.01 })];
    const weights = async () => (await store.list('.experts')).filter((key) => key.endsWith('.safetensors'));

    it('have outcomes in their order, with the metrics that the store holds', async () => {
      const outcomes = await open(store).run(jobs);
      expect(outcomes.map((outcome) => outcome.job)).toEqual(jobs);
      for (const [i, { key, config }] of jobs.entries()) {
        expect(metricsIn(outcomes[i])?.config).toEqual(config);
        expect(metricsIn(outcomes[i])).toEqual(await readMetrics(store, key));
      }
      expect(
        reported('finished')
          .map((event) => event.job)
          .toSorted(),
      ).toEqual(['a', 'b', 'c']);
      expect((await store.list()).filter((key) => /lock|probe/.test(key))).toEqual([]);
    });

    it('reuse the experts of an earlier run', async () => {
      const written = async () => (await weights()).map((key) => statSync(store.pathOf(key)).mtimeMs);
      const before = await written();
      expect(before).toHaveLength(2);
      const [outcome] = await open(store).run([job('d', 'replay_ed', { lr: 0.02 })]);
      expect(metricsIn(outcome)).toBeDefined();
      expect(await written()).toEqual(before);
    });

    it('wait for one that another process is running, and return its metrics', async () => {
      const earlier = await readMetrics(store, 'x/a');
      const unlock = await tryLock(store.pathOf('x/.a'));
      const waiting = watchForWaiting('a');
      const running = open(store, [waiting.sink]).run(jobs.slice(0, 2));
      await waiting.seen;
      await unlock?.();
      const outcomes = await running;
      expect(metricsIn(outcomes[0])).toEqual(earlier);
      expect(metricsIn(outcomes[1])).toEqual(await readMetrics(store, 'x/b'));
    });
  });

  describe('a job that fails', () => {
    let store: FolderStore;
    beforeEach(() => {
      store = folderStore(temporaryFolder());
    });

    it('does not stop the others; its outcome and one event give the reason', async () => {
      const lost = { scenario: 'split_minst' };
      const jobs = [
        job('lost', 'replay_ed', lost),
        job('refused', 'from_path'),
        job('good', 'model_average'),
        job('lost too', 'model_average', lost),
        job('unknown', 'no_such_ed'),
      ];
      const outcomes = await open(store).run(jobs);
      expect(outcomes.map((outcome) => outcome.job)).toEqual(jobs);
      expect(failureIn(outcomes[0])).toMatch(/split_minst/);
      expect(failureIn(outcomes[1])).toMatch(/from_path needs buffer_path/);
      expect(metricsIn(outcomes[2])).toEqual(await readMetrics(store, 'x/good'));
      expect(failureIn(outcomes[3])).toMatch(/split_minst/);
      expect(failureIn(outcomes[4])).toMatch(/no_such_ed/);
      expect(
        reported('failed')
          .map((event) => event.job)
          .toSorted(),
      ).toEqual(['lost', 'lost too', 'refused', 'unknown']);
      const [why] = reported('failed').filter((event) => event.job === 'refused');
      expect(why?.detail).toMatch(/from_path needs buffer_path/);
      expect((await store.list('x')).filter((key) => !key.startsWith('x/good/'))).toEqual([]);
    });

    it('includes one whose folder cannot be created', async () => {
      await store.writeWhole('x/taken', 'mine');
      const outcomes = await open(store).run([job('taken', 'model_average'), job('good', 'model_average')]);
      expect(failureIn(outcomes[0])).toMatch(/x\/taken cannot be written: a file of that name is in the way/);
      expect(metricsIn(outcomes[1])).toBeDefined();
      expect(String(await store.read('x/taken'))).toBe('mine');
    });
  });

  it('outcomes are the same if a sink fails', async () => {
    const store = folderStore(temporaryFolder());
    const [outcome] = await open(store, [broken]).run([job('a', 'model_average')]);
    expect(metricsIn(outcome)).toEqual(await readMetrics(store, 'x/a'));
  });

  it('no jobs give no outcomes', async () => {
    expect(await open(folderStore(temporaryFolder())).run([])).toEqual([]);
  });

  it('stop ends it within seconds: no further job begins, and run never resolves', async () => {
    const progress = watchFor(({ type }) => type === 'progress');
    const executor = open(stopped, [progress.sink], 1);
    let ended = false;
    void executor.run([job('a', 'replay_ed'), job('b', 'replay_ed')]).finally(() => {
      ended = true;
    });
    await progress.seen;
    await executor.stop();
    await setTimeout(2000);
    expect(ended).toBe(false);
    expect(await stopped.list('x/b')).toEqual([]);
  });
}
