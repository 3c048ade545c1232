import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../../test/metrics';
import { temporaryFolder } from '../../../test/temporary-folder';
import { versionsHere } from '../checkpoints';
import { type FolderStore, folderStore } from '../folder-store';
import { lockOf } from '../job-folder';
import { writePlainValue } from '../plain-values';
import { tryLock } from '../try-lock';
import { type Synced, syncStores } from './sync-stores';

const open = () => folderStore(temporaryFolder());
const config = { scenario: 'split_mnist', strategy: 'replay_ed', backend: 'wasm', lr: 0.1 };

async function write(store: FolderStore, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [key, content] of Object.entries(files))
    await store.writeWhole(
      key,
      typeof content === 'string' || content instanceof Buffer ? content : JSON.stringify(content),
    );
}

const finished = (key: string, metrics: object = someMetrics()) => ({
  [`${key}/config.json`]: config,
  [`${key}/events.jsonl`]: 'all of it',
  [`${key}/images/0.png`]: 'a picture',
  [`${key}/metrics.json`]: metrics,
});
/** A job with a checkpoint, as this version keeps them or, by another `origin`, another one. */
function unfinished(key: string, checkpoint: number, origin = versionsHere('wasm')) {
  const state = Buffer.from(writePlainValue({ checkpoint }, origin));
  return {
    [`${key}/config.json`]: config,
    [`${key}/events.jsonl`]: `${checkpoint} lines`,
    [`${key}/checkpoint/${checkpointName(checkpoint, state)}`]: state,
  };
}
const checkpointName = (number: number, state: Buffer) =>
  `00000${number}-${createHash('sha256').update(state).digest('hex').slice(0, 16)}.safetensors`;
const expert = (set: string) => ({
  [`.experts/${set}/model_e0.safetensors`]: 'weights',
  [`.experts/${set}/model_e0.json`]: 'its manifest',
  [`.experts/${set}/recipe.json`]: 'its recipe',
});

async function sync(here: FolderStore, there: FolderStore): Promise<Synced[]> {
  const all: Synced[] = [];
  for await (const each of syncStores(here, there)) all.push(each);
  return all;
}

async function contentOf(store: FolderStore): Promise<Record<string, string>> {
  const keys = await store.list();
  const bytes = await Promise.all(keys.map((key) => store.read(key)));
  return Object.fromEntries(keys.map((key, i) => [key, Buffer.from(bytes[i] ?? []).toString()]));
}

describe('two stores', () => {
  it('have both’s finished jobs and experts afterwards, and a second time there is nothing to do', async () => {
    const [here, there] = [open(), open()];
    await write(here, { ...finished('run/a'), ...expert('1') });
    await write(there, { ...finished('run/b/VAL0'), ...expert('2') });
    expect(await sync(here, there)).toEqual([
      { kind: 'expert', key: '.experts/1/model_e0.safetensors', way: 'out', unfinished: false },
      { kind: 'expert', key: '.experts/2/model_e0.safetensors', way: 'in', unfinished: false },
      { kind: 'job', key: 'run/a', way: 'out', unfinished: false },
      { kind: 'job', key: 'run/b/VAL0', way: 'in', unfinished: false },
    ]);
    expect(Object.keys(await contentOf(here))).toHaveLength(14);
    expect(await contentOf(here)).toEqual(await contentOf(there));
    expect(await sync(here, there)).toEqual([]);
  });

  it('do not exchange locks, orders, cancellations and what is half done', async () => {
    const [here, there] = [open(), open()];
    await write(here, {
      '.orders/exm-0123456789abcdef.json': {},
      'run/.cancelled': '',
      'run/a/.cancelled': '',
      'run/.a.lock': '{}',
      'run/a/config.json': config,
      'run/a/events.jsonl': 'begun',
      '.experts/1/model_e0.safetensors': 'weights without a manifest',
      '.experts/1/model_e1.checkpoint/000001-0123456789abcdef.safetensors': 'half',
      'notes.txt': 'of the user',
    });
    expect(await sync(here, there)).toEqual([]);
    expect(await there.list()).toEqual([]);
  });

  it('keep what each has finished', async () => {
    const [here, there] = [open(), open()];
    await write(here, finished('run/a', { first: true }));
    await write(there, finished('run/a', { second: true }));
    expect(await sync(here, there)).toEqual([]);
    expect((await contentOf(there))['run/a/metrics.json']).toContain('second');
  });
});

describe('a job that is not finished', () => {
  it('goes on where it got furthest, with its log as that was; checkpoints do not pile up', async () => {
    const [here, there] = [open(), open()];
    await write(here, unfinished('run/a', 3));
    await write(there, { ...unfinished('run/a', 2), ...unfinished('run/b', 5) });
    expect(await sync(here, there)).toMatchObject([
      { key: 'run/a', way: 'out', unfinished: true },
      { key: 'run/b', way: 'in', unfinished: true },
    ]);
    expect(await contentOf(here)).toEqual(await contentOf(there));
    expect(await there.list('run/a/checkpoint')).toEqual([expect.stringMatching(/\/000003-/)]);
  });

  it.each([
    ['of another version', () => unfinished('run/a', 4, { ...versionsHere('wasm'), node: 'v1.0.0' })],
    [
      'that is damaged',
      () => ({ ...unfinished('run/a', 1), 'run/a/checkpoint/000004-0123456789abcdef.safetensors': 'half' }),
    ],
  ])('does not take a checkpoint %s: here it would not be used', async (_, theirs) => {
    const [here, there] = [open(), open()];
    await write(here, unfinished('run/a', 3));
    await write(there, theirs());
    const before = await contentOf(here);
    expect(await sync(here, there)).toEqual([]);
    expect(await contentOf(here)).toEqual(before);
  });

  it('that got further or ended since it was listed is left as it is', async () => {
    for (const since of [unfinished('run/a', 5), finished('run/a')]) {
      const [here, there] = [open(), open()];
      await write(here, unfinished('run/a', 3));
      await write(there, unfinished('run/a', 4));
      const late: FolderStore = {
        ...here,
        async list(folder) {
          const keys = await here.list(folder);
          if (folder === undefined) await write(here, since);
          return keys;
        },
      };
      expect(await sync(late, there)).toEqual([]);
      expect((await contentOf(here))['run/a/events.jsonl']).toBe(
        String(since['run/a/events.jsonl' as keyof typeof since]),
      );
    }
  });

  it('is replaced by its finished self, and its checkpoints go', async () => {
    const [here, there] = [open(), open()];
    await write(here, unfinished('run/a', 3));
    await write(there, finished('run/a'));
    expect(await sync(here, there)).toMatchObject([{ way: 'in', unfinished: false }]);
    expect(await contentOf(here)).toEqual(finishedText('run/a'));
  });

  it('is left alone while somebody here runs it', async () => {
    const [here, there] = [open(), open()];
    await write(here, unfinished('run/a', 3));
    await write(there, finished('run/a'));
    const unlock = await tryLock(here.pathOf(lockOf('run/a')));
    expect(await sync(here, there)).toEqual([]);
    await unlock?.();
    expect(await sync(here, there)).toHaveLength(1);
  });
});

it('jobs of one name and different configurations are named, and not touched', async () => {
  const [here, there] = [open(), open()];
  await write(here, unfinished('run/a', 3));
  await write(there, { ...finished('run/a'), 'run/a/config.json': { ...config, lr: 0.2 } });
  const before = await contentOf(here);
  expect(await sync(here, there)).toMatchObject([{ key: 'run/a', way: 'differs' }]);
  expect(await contentOf(here)).toEqual(before);
});

it.each(['{', '[]'])('a damaged configuration (%s) ends nothing', async (damaged) => {
  const [here, there] = [open(), open()];
  await write(here, { ...unfinished('run/a', 3), 'run/a/config.json': damaged, ...finished('run/b') });
  await write(there, finished('run/a'));
  expect(await sync(here, there)).toMatchObject([
    { key: 'run/a', way: 'differs' },
    { key: 'run/b', way: 'out' },
  ]);
});

it('jobs that both have finished with different configurations are named, too', async () => {
  const [here, there] = [open(), open()];
  await write(here, finished('run/a'));
  await write(there, { ...finished('run/a'), 'run/a/config.json': { ...config, lr: 0.2 } });
  expect(await sync(here, there)).toMatchObject([{ key: 'run/a', way: 'differs' }]);
});

it('a copy that is cut off before its end looks unfinished, and the next one completes it', async () => {
  const [here, there] = [open(), open()];
  await write(here, finished('run/a'));
  let writes = 0;
  const cut: FolderStore = {
    ...there,
    writeWhole: async (key, content) => {
      if (++writes === 3) throw new Error('the network is gone');
      await there.writeWhole(key, content);
    },
  };
  await expect(sync(here, cut)).rejects.toThrow('the network is gone');
  expect(await there.read('run/a/metrics.json')).toBeUndefined();
  expect(await sync(here, there)).toHaveLength(1);
  expect(await contentOf(there)).toEqual(await contentOf(here));
});

const finishedText = (key: string) =>
  Object.fromEntries(
    Object.entries(finished(key)).map(([name, content]) => [
      name,
      typeof content === 'string' ? content : JSON.stringify(content),
    ]),
  );
