import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventStream, memorySink } from '@exmodel/loggers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { tiny } from '../../test/tiny-stream';
import { jobConfig, strategyConfig } from '../config/strategy-config';
import type { Job } from '../runs/job';
import { type FolderStore, folderStore } from '../storage/folder-store';
import type { Engine } from './engine';
import type { Executor } from './executor';
import { ordersFolder } from './remote/orders';
import { remoteExecutor } from './remote/remote-executor';

/** The command that engines start in these tests: it computes nothing, and does what a job's name says. */
export const stubCommand = fileURLToPath(new URL('../../test/orders/stub-command.sh', import.meta.url));

const config = jobConfig(strategyConfig(tiny, 'replay_ed'));

/** A job that ends at once; the name says how: `poison`, `refused`, `waits`, and with a result otherwise. */
export const stubJob = (name: string): Job => ({ name, key: `x/${name}`, config });

/** A store for such jobs. */
export function stubStore(): FolderStore {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'template.json'), JSON.stringify(someMetrics()));
  return folderStore(folder);
}

/** The jobs that were begun, and the processes that did so, in order. */
export function runsIn(store: FolderStore): readonly { readonly name: string; readonly pid: number }[] {
  const path = store.pathOf('runs.txt');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => ({ name: line.split(' ')[0] ?? '', pid: Number(line.split(' ')[1]) }));
}

/** Lets the jobs that wait end. */
export const letGo = (store: FolderStore) => writeFileSync(store.pathOf('go'), '');

export function executorOn(engine: Engine, store: FolderStore) {
  const memory = memorySink();
  const options = { backend: 'wasm', dataroot: 'data', fresh: false, store } as const;
  const executor = remoteExecutor(engine, { ...options, events: new EventStream([memory]) });
  return { executor, events: memory.events };
}

/**
 * What every engine must do, with {@link remoteExecutor} and {@link stubCommand}. An engine's own test calls this, and adds what is
 * particular to it.
 *
 * @param create makes an engine that starts `stubCommand` on `store`; each call is one as another process would make it
 */
export function describeEngine(create: (store: FolderStore) => Engine): void {
  let store: FolderStore;
  const executors: Executor[] = [];
  beforeEach(() => {
    store = stubStore();
  });
  afterEach(async () => {
    for (const executor of executors.splice(0)) await executor.stop();
  });
  const open = () => {
    const opened = executorOn(create(store), store);
    executors.push(opened.executor);
    return opened;
  };
  const run = (...names: string[]) => open().executor.run(names.map(stubJob));
  const begun = (name: string) =>
    expect
      .poll(() => runsIn(store).filter((each) => each.name === name).length, { timeout: 60_000 })
      .toBeGreaterThan(0);
  const orders = () => store.list(ordersFolder);

  it('runs each job once, gives the outcomes in their order, and leaves no orders', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const outcomes = await run(...names);
    expect(outcomes.map((outcome) => [outcome.job.name, 'metrics' in outcome])).toEqual(
      names.map((name) => [name, true]),
    );
    expect(
      runsIn(store)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(names);
    expect(await orders()).toEqual([]);
  });

  it('a job that fails has failed with its reason; one that dies is tried three times; the others go on', async () => {
    const outcomes = await run('refused', 'poison', 'good');
    const failures = outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.message : ''));
    expect(failures).toEqual([
      'there is no such file',
      expect.stringMatching(/^it ended 3 times on .* without a result, and got no further in between\./),
      '',
    ]);
    const names = runsIn(store).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['good', 'poison', 'poison', 'poison', 'refused']);
  });

  it.skipIf(process.platform !== 'linux')('a job whose process is killed is run again', async () => {
    const running = run('waits');
    await begun('waits');
    const [first] = runsIn(store);
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => runsIn(store).length, { timeout: 60_000 }).toBe(2);
    letGo(store);
    expect(await running).toMatchObject([{ metrics: {} }]);
  });

  it('a controller that is started again goes on with what was ordered', async () => {
    void run('waits', 'waits-too'); // Nobody hears of this one any more.
    await begun('waits');
    await begun('waits-too');
    const again = run('waits', 'waits-too');
    letGo(store);
    expect(await again).toMatchObject([{ metrics: {} }, { metrics: {} }]);
    expect(runsIn(store)).toHaveLength(2);
  });

  it('stop ends what runs and what waits, within seconds', async () => {
    const { executor } = open();
    void executor.run(['waits-1', 'waits-2', 'waits-3', 'waits-4'].map(stubJob));
    await begun('waits-1');
    await executor.stop();
    await expect.poll(() => runsIn(store).every(({ pid }) => hasEnded(pid)), { timeout: 30_000 }).toBe(true);
    const count = runsIn(store).length;
    letGo(store);
    expect(await run('good')).toMatchObject([{ metrics: {} }]);
    expect(runsIn(store)).toHaveLength(count + 1);
  });

  it('knows nothing of orders that nobody gave, and cancelling them is no error', async () => {
    const engine = create(store);
    expect([...(await engine.states(['exm-0123456789abcdef-1']))]).toEqual([]);
    await engine.cancel(['exm-0123456789abcdef-1']);
    await engine.close();
  });
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that its parent has not looked after yet is dead, too.
    return existsSync(`/proc/${pid}/stat`) && readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
}
