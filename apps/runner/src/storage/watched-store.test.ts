import { cpSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { type FolderStore, folderStore } from './folder-store';
import { FolderReplacedError, watchedStore } from './watched-store';

const folder = 'x/job';
const metrics = `${folder}/metrics.json`;
const samples = `${folder}/samples/a`;

/** A job that has been started and has written one file. */
async function running() {
  const store = folderStore(temporaryFolder());
  await store.writeWhole(`${folder}/config.json`, '{}');
  const watched = watchedStore(store, folder);
  await watched.writeWhole(samples, 'images');
  return { store, watched, path: store.pathOf(folder) };
}

it('writes as long as the folder is the one that was started, copied there and back or not', async () => {
  const { store, watched, path } = await running();
  renameSync(path, `${path}-moved`);
  cpSync(`${path}-moved`, path, { recursive: true, preserveTimestamps: true });
  await watched.writeWhole(`${folder}/student`, 'weights');
  expect(await watched.createOnce(metrics, 'first')).toBe(true);
  expect(await watched.createOnce(metrics, 'second')).toBe(false);
  expect((await store.list(folder)).length).toBe(4);
});

it.each<[string, (path: string) => void]>([
  ['removed', (path) => rmSync(path, { recursive: true })],
  ['moved', (path) => renameSync(path, `${path}-moved`)],
  ['removed with all results', (path) => rmSync(`${path}/../..`, { recursive: true })],
  [
    'replaced by a file',
    (path) => {
      rmSync(path, { recursive: true });
      writeFileSync(path, 'mine');
    },
  ],
  [
    'replaced by another process, which runs the same job',
    (path) => {
      rmSync(path, { recursive: true });
      mkdirSync(path);
      writeFileSync(`${path}/config.json`, '{}');
      const later = Date.now() / 1000 + 3;
      utimesSync(`${path}/config.json`, later, later);
    },
  ],
])('writes nothing into a folder that was %s', async (_, change) => {
  const { store, watched, path } = await running();
  change(path);
  const before = await store.list();
  await expect(watched.writeWhole(`${folder}/student`, 'weights')).rejects.toThrow(FolderReplacedError);
  await expect(watched.createOnce(metrics, '{}')).rejects.toThrow(
    /x\/job was removed or replaced while the run wrote to it: .* run the same command again/,
  );
  expect(await store.list()).toEqual(before);
});

it('finishes nothing where a file that was written is gone', async () => {
  const { store, watched } = await running();
  await store.remove(samples);
  await expect(watched.createOnce(metrics, '{}')).rejects.toThrow(/x\/job\/samples\/a is not the one/);
  expect(await store.list()).toEqual([`${folder}/config.json`]);
});

it('finishes nothing where one goes while it is finished', async () => {
  const { store } = await running();
  const removing: FolderStore = {
    ...store,
    async createOnce(key, content) {
      await store.remove(samples);
      return store.createOnce(key, content);
    },
  };
  const watched = watchedStore(removing, folder);
  await watched.writeWhole(samples, 'images');
  await expect(watched.createOnce(metrics, '{}')).rejects.toThrow(FolderReplacedError);
  expect(await store.list()).toEqual([`${folder}/config.json`]);
});
