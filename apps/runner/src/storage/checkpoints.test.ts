import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { checkpointsIn } from './checkpoints';
import { folderStore } from './folder-store';

const origin = { node: 'v20', backend: 'wasm' };
const folder = 'x/job/checkpoint';

function checkpoints(options: Partial<Parameters<typeof checkpointsIn>[2]> = {}) {
  const store = folderStore(temporaryFolder());
  const path = store.pathOf(folder);
  return {
    store,
    path,
    files: () => readdirSync(path).toSorted(),
    open: (more: typeof options = {}) =>
      checkpointsIn<{ values: Float32Array }>(store, folder, { origin, interval: 0, ...options, ...more }),
  };
}
const state = (...values: number[]) => ({ values: Float32Array.from(values) });

describe('checkpoints', () => {
  it('give the latest state, keep two files, and leave nothing in the end', async () => {
    const { open, files, store } = checkpoints();
    expect(await open().latest()).toEqual({ state: undefined, unusable: [] });
    for (const i of [1, 2, 3, 4]) await open().offer(async () => state(i), 'within');
    expect(files().map((name) => name.slice(0, 7))).toEqual(['000003-', '000004-']);
    expect(await open().latest()).toEqual({ state: state(4), unusable: [] });
    await open().finish();
    expect(await store.list()).toEqual([]);
  });

  it('that are damaged are passed over, and it is said which', async () => {
    const { open, path, files } = checkpoints();
    for (const i of [1, 2]) await open().offer(async () => state(i), 'within');
    const damage = (name: string | undefined) => {
      const bytes = readFileSync(`${path}/${name}`);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      writeFileSync(`${path}/${name}`, bytes);
    };
    damage(files().at(-1));
    const found = await open().latest();
    expect(found.state).toEqual(state(1));
    expect(found.unusable).toEqual([expect.stringMatching(/checkpoint\/000002-.*: its content is damaged$/)]);
    damage(files()[0]);
    expect(await open().latest()).toMatchObject({ state: undefined, unusable: { length: 2 } });
  });

  it('that hold something else under their own hash are passed over', async () => {
    const { open, path } = checkpoints();
    await open().offer(async () => state(1), 'within');
    writeFileSync(`${path}/000002-e3b0c44298fc1c14.safetensors`, '');
    const { state: found, unusable } = await open().latest();
    expect(found).toEqual(state(1));
    expect(unusable).toEqual([expect.stringMatching(/000002-.*: it is not what this version writes$/)]);
  });

  it('of other versions are passed over', async () => {
    const { open } = checkpoints();
    await open().offer(async () => state(1), 'within');
    const { state: found, unusable } = await open({ origin: { ...origin, node: 'v22' } }).latest();
    expect(found).toBeUndefined();
    expect(unusable).toEqual([expect.stringMatching(/it was written with node v20, now v22$/)]);
  });

  it('are kept at the end of each part and after the interval, and take a twentieth of the time at most', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const { open } = checkpoints({ interval: 30 });
      const kept: number[] = [];
      const checkpoint = open();
      const offer = async (moment: 'within' | 'between', cost = 0) => {
        const take = async () => {
          kept.push(performance.now());
          vi.advanceTimersByTime(cost);
          return state(0);
        };
        await checkpoint.offer(take, moment);
      };
      const begin = performance.now();
      for (let second = 0; second < 100; second++) {
        await offer('within');
        vi.advanceTimersByTime(1000);
      }
      expect(kept.map((at) => at - begin)).toEqual([30_000, 60_000, 90_000]);
      kept.length = 0;
      await offer('between', 2000);
      expect(kept).toHaveLength(1);
      for (const wait of [39_000, 1000]) {
        vi.advanceTimersByTime(wait);
        await offer('between');
      }
      expect(kept).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
