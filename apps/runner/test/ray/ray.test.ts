import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  describeEngine,
  executorOn,
  runsIn,
  stubCommand,
  stubJob,
  stubStore,
} from '../../src/executors/engine.conformance';
import { rayEngine } from '../../src/executors/ray/ray-engine';
import type { FolderStore } from '../../src/storage/folder-store';
import { filesBelow } from '../exmodel-command';

/** The commands with which scripts/test-ray.sh starts and stops Ray. */
const { RAY_START = '', RAY_STOP = '' } = process.env;
const sh = (command: string) => execFileSync('sh', ['-c', command], { stdio: 'ignore' });

const engineOn = (store: FolderStore) =>
  rayEngine({
    ...{ address: 'http://127.0.0.1:8265', threads: 1, window: 4 },
    start: ['bash', stubCommand, 'order'],
    rest: ['--logdir', store.location],
  });

describe('a real Ray', () => {
  describeEngine(engineOn);

  it('whose head has died, and is started again, gets again what it forgot', async () => {
    const store = stubStore();
    const running = executorOn(engineOn(store), store).executor.run(['waits-1', 'waits-2'].map(stubJob));
    await expect.poll(() => runsIn(store).length, { timeout: 120_000 }).toBe(2);
    sh(RAY_STOP);
    await store.writeWhole('go', '');
    sh(RAY_START);
    expect(await running).toMatchObject([{ metrics: {} }, { metrics: {} }]);
    expect(filesBelow(store.pathOf('x'))).toHaveLength(2);
  });
});
