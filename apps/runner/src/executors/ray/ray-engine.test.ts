import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFakeRay } from '../../../test/orders/fake-ray';
import type { FolderStore } from '../../storage/folder-store';
import { describeEngine, executorOn, runsIn, stubCommand, stubJob, stubStore } from '../engine.conformance';
import { rayEngine } from './ray-engine';

let server: Awaited<ReturnType<typeof startFakeRay>>;
beforeAll(async () => {
  server = await startFakeRay();
});
afterAll(() => server.close());

function engineOn(store: FolderStore, address = server.address) {
  const engine = rayEngine({
    ...{ address, threads: 2, window: 4 },
    start: ['bash', stubCommand, 'order'],
    rest: ['--logdir', store.location],
  });
  return { ...engine, interval: 100 };
}

describeEngine((store) => engineOn(store));

it('an order is a command line that says how many CPUs it needs', async () => {
  const store = stubStore();
  await executorOn(engineOn(store), store).executor.run([stubJob('a')]);
  expect(server.bodies.at(-1)).toEqual({
    submission_id: expect.stringMatching(/^exm-[0-9a-f]{16}-1$/),
    entrypoint: expect.stringMatching(/^'bash' '.*' 'order' 'exm-.*' '--logdir' '.*' '--threads' '2'$/),
    entrypoint_num_cpus: 2,
  });
});

it('what Ray still has of an earlier run does not count', async () => {
  const store = stubStore();
  for (let i = 0; i < 2; i++) {
    expect(await executorOn(engineOn(store), store).executor.run([stubJob('a')])).toMatchObject([
      { metrics: {} },
    ]);
    await store.remove('x/a');
  }
  expect(runsIn(store)).toHaveLength(2);
});

it('without Ray at the address, that is the failure of the jobs', async () => {
  const store = stubStore();
  const outcomes = await executorOn(engineOn(store, 'http://127.0.0.1:1'), store).executor.run([
    stubJob('a'),
  ]);
  const message = expect.stringMatching(
    /^Ray at http:\/\/127\.0\.0\.1:1 cannot be reached: .*--ray http:\/\/HOST:8265/,
  );
  expect(outcomes).toMatchObject([{ failure: { message } }]);
});
