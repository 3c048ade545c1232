import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { EventStream, memorySink } from '@exmodel/loggers';
import { describe, expect, it } from 'vitest';
import { jobIdentity } from '../../runs/job-identity';
import { cancelJobs } from '../../storage/cancellation';
import type { FolderStore } from '../../storage/folder-store';
import { startJobFolder } from '../../storage/job-folder';
import { tryLock } from '../../storage/try-lock';
import { type Engine, EngineError, type OrderState } from '../engine';
import { stubJob, stubStore } from '../engine.conformance';
import { jobOrderSchema } from '../process/job-order';
import { orderFile, partsOf, reportFile } from './orders';
import { DetachedError } from './remote-errors';
import { type RemoteOptions, remoteExecutor } from './remote-executor';

/** An engine that does what a test says of each order that is given to it. */
function scriptedEngine(given: (attempt: string, states: Map<string, OrderState>) => void, window?: number) {
  const states = new Map<string, OrderState>();
  const submitted: string[] = [];
  const engine: Engine = {
    name: 'the engine',
    interval: 5,
    ...(window !== undefined && { window }),
    async submit(attempts) {
      for (const attempt of attempts) {
        submitted.push(attempt);
        given(attempt, states);
      }
    },
    states: async () => new Map(states),
    async cancel() {},
    lastWords: async () => 'Its last words.',
    async close() {},
  };
  return { engine, states, submitted };
}

function open(engine: Engine, store: FolderStore, more: Partial<RemoteOptions> = {}) {
  const memory = memorySink();
  const events = new EventStream([memory]);
  const options = { backend: 'wasm', dataroot: 'data', fresh: false, store, events, ...more } as const;
  return { executor: remoteExecutor(engine, options), events: memory.events };
}

const finish = (store: FolderStore, name: string) => {
  mkdirSync(store.pathOf(`x/${name}`), { recursive: true });
  appendFileSync(store.pathOf(`x/${name}/metrics.json`), readFileSync(store.pathOf('template.json')));
};
const report = (store: FolderStore, attempt: string, event: object) =>
  appendFileSync(store.pathOf(reportFile(attempt)), `${JSON.stringify(event)}\n`);
const begin = (store: FolderStore, attempt: string) =>
  report(store, attempt, { type: 'job', job: 'a', state: 'started' });
const numbers = (attempts: readonly string[]) => attempts.map((attempt) => attempt.split('-').at(-1));

describe('what an engine', () => {
  it('forgets is ordered again, as often as it takes, where it had not begun', async () => {
    const store = stubStore();
    const { engine, submitted } = scriptedEngine(() => {
      if (submitted.length === 8) finish(store, 'a');
    });
    expect(await open(engine, store).executor.run([stubJob('a')])).toMatchObject([{ metrics: {} }]);
    expect(numbers(submitted)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('lets die is ordered three times, and once more whenever something was kept', async () => {
    const store = stubStore();
    const { engine, submitted } = scriptedEngine((attempt, states) => {
      begin(store, attempt);
      states.set(attempt, 'over');
      if (submitted.length === 3)
        void store.writeWhole('x/a/checkpoint/000001-0123456789abcdef.safetensors', '');
    });
    const [outcome] = await open(engine, store).executor.run([stubJob('a')]);
    expect(outcome).toMatchObject({
      failure: { message: expect.stringMatching(/^it ended 3 times on the engine .*Its last words\.$/) },
    });
    expect(numbers(submitted)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(await store.list('.orders')).toEqual([]);
  });

  it('calls over, while a process has its lock, is waited for', async () => {
    const store = stubStore();
    mkdirSync(store.pathOf('x'));
    let unlock: (() => Promise<void>) | undefined;
    let asked = 0;
    const { engine, submitted } = scriptedEngine((attempt, states) => {
      begin(store, attempt);
      states.set(attempt, 'over');
    });
    const executor = open(
      {
        ...engine,
        async states(attempts) {
          if (attempts.length > 0 && asked++ === 0) unlock = await tryLock(store.pathOf('x/.a'));
          if (asked === 5) {
            finish(store, 'a');
            await unlock?.();
          }
          return engine.states(attempts);
        },
      },
      store,
    ).executor;
    expect(await executor.run([stubJob('a')])).toMatchObject([{ metrics: {} }]);
    expect(submitted).toHaveLength(1);
  });

  it('runs twice is one result, and one line', async () => {
    const store = stubStore();
    const { engine } = scriptedEngine((attempt, states) => {
      for (let i = 0; i < 2; i++) report(store, attempt, { type: 'job', job: 'a', state: 'finished' });
      finish(store, 'a');
      states.set(attempt, 'over');
    });
    const { executor, events } = open(engine, store);
    expect(await executor.run([stubJob('a')])).toMatchObject([{ metrics: {} }]);
    expect(events.filter((event) => event.type === 'job')).toMatchObject([{ state: 'finished' }]);
  });

  it('refuses at once is the failure of all, and it is not asked again', async () => {
    const store = stubStore();
    const { engine } = scriptedEngine(() => {
      throw new EngineError('the engine', 'no', 'Say please.');
    });
    const { executor, events } = open(engine, store);
    const outcomes = await executor.run([stubJob('a'), stubJob('b')]);
    expect(outcomes).toMatchObject(
      Array(2).fill({ failure: { message: 'the engine refused: no. Say please.' } }),
    );
    expect(events.filter((event) => event.type === 'job')).toHaveLength(2);
    expect(await store.list('.orders')).toEqual([]);
  });
});

describe('a job that is cancelled', () => {
  const cancelled = { failure: { name: 'CancelledError' } };

  it('before it was ordered is not ordered; the others are', async () => {
    const store = stubStore();
    await cancelJobs(store, 'x/a');
    const { engine, submitted } = scriptedEngine(() => finish(store, 'b'));
    const { executor, events } = open(engine, store);
    expect(await executor.run([stubJob('a'), stubJob('b')])).toMatchObject([cancelled, { metrics: {} }]);
    expect(submitted).toHaveLength(1);
    expect(events).toContainEqual(expect.objectContaining({ type: 'job', job: 'a', state: 'cancelled' }));
  });

  it('while it waits is taken back from the engine', async () => {
    const store = stubStore();
    const { engine, states } = scriptedEngine((attempt) => {
      states.set(attempt, 'waiting');
      void cancelJobs(store, 'x/a');
    });
    const taken: string[] = [];
    const cancel = async (attempts: readonly string[]) => {
      for (const attempt of attempts) states.delete(attempt);
      taken.push(...attempts);
    };
    expect(await open({ ...engine, cancel }, store).executor.run([stubJob('a')])).toMatchObject([cancelled]);
    expect(numbers(taken)).toEqual(['1']);
    expect(await store.list('.orders')).toEqual([]);
  });

  it('while it runs ends by itself; that is said once, and it is not ordered again', async () => {
    const store = stubStore();
    const { engine, submitted } = scriptedEngine((attempt, states) => {
      begin(store, attempt);
      states.set(attempt, 'running');
      void cancelJobs(store, 'x').then(() => {
        report(store, attempt, { type: 'job', job: 'a', state: 'cancelled' });
        states.set(attempt, 'over');
      });
    });
    const { executor, events } = open(engine, store);
    expect(await executor.run([stubJob('a')])).toMatchObject([cancelled]);
    expect(submitted).toHaveLength(1);
    const ends = events.filter((event) => event.type === 'job' && event.state === 'cancelled');
    expect(ends).toHaveLength(1);
  });
});

it('an order has all that the user asked for: where else to report to, and the command to keep with the results', async () => {
  const store = stubStore();
  let order: unknown;
  const { engine } = scriptedEngine((attempt) => {
    const file = store.pathOf(orderFile(partsOf(attempt)?.order ?? ''));
    ({ order } = JSON.parse(readFileSync(file, 'utf8')));
    finish(store, 'a');
  });
  const asked = { sinks: ['wandb=p'], commandLine: 'exmodel run' };
  await open(engine, store, asked).executor.run([stubJob('a')]);
  expect(jobOrderSchema.parse(order)).toMatchObject({ ...asked, fresh: false, job: stubJob('a') });
});

it('an engine gets no more at once than it holds', async () => {
  const store = stubStore();
  let most = 0;
  const { engine, states } = scriptedEngine((attempt, held) => {
    held.set(attempt, 'running');
    most = Math.max(most, [...held.values()].filter((state) => state === 'running').length);
    const name = 'abcde'[held.size - 1] ?? '';
    setTimeout(() => {
      finish(store, name);
      states.set(attempt, 'over');
    }, 10);
  }, 2);
  const outcomes = await open(engine, store).executor.run([...'abcde'].map(stubJob));
  expect(outcomes).toMatchObject(Array(5).fill({ metrics: {} }));
  expect(most).toBe(2);
});

it('what another process has finished meanwhile is said to be so', async () => {
  const store = stubStore();
  const { engine } = scriptedEngine(() => finish(store, 'a'));
  const { executor, events } = open(engine, store);
  await executor.run([stubJob('a')]);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'job', state: 'skipped', detail: 'finished by another process' }),
  );
});

it('with fresh, an earlier result is replaced, and a second controller does not replace it again', async () => {
  const store = stubStore();
  const job = stubJob('a');
  await startJobFolder(store, job.key, jobIdentity(job.config, 'wasm'));
  finish(store, 'a');
  const { engine, submitted } = scriptedEngine(() => finish(store, 'a'));
  expect(await open(engine, store, { fresh: true }).executor.run([job])).toMatchObject([{ metrics: {} }]);
  expect(submitted).toHaveLength(1);
});

it.each([
  ['since the first of them began is kept', '2026-11-23T05:42:33.119Z', 0],
  ['before that is replaced', '2026-11-23T05:42:33.121Z', 1],
])('with fresh, where a command goes on for another, what was finished %s', async (_, goesOnSince, runs) => {
  const store = stubStore();
  const job = stubJob('a');
  await startJobFolder(store, job.key, jobIdentity(job.config, 'wasm'));
  finish(store, 'a');
  const { engine, submitted } = scriptedEngine(() => finish(store, 'a'));
  const { executor } = open(engine, store, { fresh: true, goesOnSince });
  expect(await executor.run([job])).toMatchObject([{ metrics: {} }]);
  expect(submitted).toHaveLength(runs);
});

it('an engine that gives no answer to a second command keeps what the first has ordered', async () => {
  const store = stubStore();
  const left = scriptedEngine(() => {
    throw new DetachedError('killed');
  });
  await expect(open(left.engine, store).executor.run([stubJob('a')])).rejects.toThrow('killed');
  const ordered = await store.list('.orders');
  const silent: Engine = {
    ...left.engine,
    states: () => Promise.reject(new EngineError('the engine', 'no answer', 'Start it.', true)),
  };
  const [outcome] = await open(silent, store).executor.run([stubJob('a')]);
  expect(outcome).toMatchObject({ failure: { message: expect.stringMatching(/cannot be reached/) } });
  expect(ordered).toHaveLength(1);
  expect(await store.list('.orders')).toEqual(ordered);
});

it('nothing is ordered any more once it is stopped, in the midst of ordering', async () => {
  const store = stubStore();
  const { engine, submitted } = scriptedEngine(() => {});
  let written = 0;
  const watched: FolderStore = {
    ...store,
    async writeWhole(key, content) {
      await store.writeWhole(key, content);
      if (++written === 2) void executor.stop();
    },
  };
  const { executor } = open(engine, watched);
  void executor.run([...'abc'].map(stubJob));
  await expect.poll(() => written).toBe(2);
  await expect.poll(() => store.list('.orders')).toEqual([]);
  expect([written, submitted]).toEqual([2, []]);
});

it('a job that failed while nobody looked is tried again by a new command, and not by one that goes on', async () => {
  const store = stubStore();
  const left = scriptedEngine((attempt, states) => {
    states.set(attempt, 'waiting');
    throw new DetachedError('killed');
  });
  const killed = open(left.engine, store).executor.run([stubJob('a')]);
  await expect(killed).rejects.toThrow('killed');
  const [first = ''] = left.submitted;
  report(store, first, { type: 'job', job: 'a', state: 'failed', detail: 'no such file' });
  const later = scriptedEngine(() => finish(store, 'a'));
  const goesOn = open(later.engine, store, { goesOnSince: '2026-01-01T00:00:00.000Z' }).executor;
  expect(await goesOn.run([stubJob('a')])).toMatchObject([{ failure: { message: 'no such file' } }]);

  await expect(open(left.engine, store).executor.run([stubJob('a')])).rejects.toThrow('killed');
  report(store, first, { type: 'job', job: 'a', state: 'failed', detail: 'no such file' });
  expect(await open(later.engine, store).executor.run([stubJob('a')])).toMatchObject([{ metrics: {} }]);
});
