import { EventStream, memorySink } from '@exmodel/loggers';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { folderStore } from '../../storage/folder-store';
import { UnwritableFileError } from '../../storage/store';
import { keepInSync } from './keep-in-sync';

function stores() {
  const [here, there] = [folderStore(temporaryFolder()), folderStore(temporaryFolder())];
  const memory = memorySink();
  const finish = (name: string, lr = 0.1) =>
    Promise.all(
      Object.entries({
        'config.json': { scenario: 'split_mnist', strategy: 'replay_ed', backend: 'wasm', lr },
        'metrics.json': { name },
      }).map(([file, content]) => here.writeWhole(`run/${name}/${file}`, JSON.stringify(content))),
    );
  const texts = () =>
    memory.events.flatMap((event) => (event.type === 'message' ? [`${event.level} ${event.text}`] : []));
  return { here, there, events: new EventStream([memory]), texts, finish };
}

it('copies at the start, from time to time, and at the end', async () => {
  const { here, there, events, texts, finish } = stores();
  await finish('a');
  const syncing = await keepInSync(here, there, events, 10);
  expect(await there.read('run/a/metrics.json')).toBeDefined();
  await finish('b');
  await expect.poll(() => there.read('run/b/metrics.json')).toBeDefined();
  await finish('c');
  await syncing.finish();
  await syncing.finish();
  expect(await there.read('run/c/metrics.json')).toBeDefined();
  expect(texts()).toEqual(Array(3).fill(`info 1 job to ${there.location}`));
});

it('copies what came while it was copying, too, before it ends', async () => {
  const { here, there, events, finish } = stores();
  let listed = () => {};
  const isListing = new Promise<void>((resolve) => {
    listed = resolve;
  });
  let lists = 0;
  const slow = {
    ...there,
    async list(folder?: string) {
      const keys = await there.list(folder);
      if (folder === undefined && ++lists === 2) {
        listed();
        await finish('late');
      }
      return keys;
    },
  };
  const syncing = await keepInSync(here, slow, events, 1);
  await isListing;
  await syncing.finish();
  expect(await there.read('run/late/metrics.json')).toBeDefined();
});

it('a store that does not answer is reported, and what it lacks is copied once it does', async () => {
  const { here, there, events, texts, finish } = stores();
  let isGone = false;
  const away = {
    ...there,
    writeWhole: async (key: string, content: string | Uint8Array) => {
      if (isGone) throw new UnwritableFileError(`bucket/${key}`, 'no answer');
      await there.writeWhole(key, content);
    },
  };
  const syncing = await keepInSync(here, away, events, 10);
  isGone = true;
  await finish('a');
  await expect
    .poll(texts)
    .toContain(
      'warning Results could not be copied (bucket/run/a/config.json: no answer). They are kept here; the next try is in a minute.',
    );
  isGone = false;
  await expect.poll(() => there.read('run/a/metrics.json')).toBeDefined();
  isGone = true;
  await finish('b');
  await syncing.finish();
  expect(texts().at(-1)).toBe(
    `warning Results could not be copied (bucket/run/b/config.json: no answer). They are kept here; copy them with: exmodel sync ${there.location}`,
  );
});

it('jobs that differ are named once, not at every look', async () => {
  const { here, there, events, texts, finish } = stores();
  await finish('a', 0.2);
  const config = { scenario: 'split_mnist', strategy: 'replay_ed', backend: 'wasm', lr: 0.1 };
  await there.writeWhole('run/a/config.json', JSON.stringify(config));
  const syncing = await keepInSync(here, there, events, 1);
  for (const name of ['b', 'c']) {
    await finish(name);
    await expect.poll(() => there.read(`run/${name}/metrics.json`)).toBeDefined();
  }
  await syncing.finish();
  expect(texts().filter((text) => text.startsWith('warning'))).toEqual([
    expect.stringContaining('differ: run/a. '),
  ]);
});
