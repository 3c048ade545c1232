import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { someJobConfig, someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { type FolderStore, folderStore } from './folder-store';
import {
  checkWritable,
  FolderTakenError,
  finishedMetrics,
  type JobIdentity,
  startJobFolder,
  UnwritableFolderError,
} from './job-folder';
import { UnreadableFileError } from './store';

const identity = (changes: Parameters<typeof someJobConfig>[0] = {}) => ({
  ...someJobConfig(changes),
  backend: 'wasm',
});
const config = identity();
const metrics = someMetrics();
const key = 'x/job';

/** A store with one job's folder, `x/job`, that holds these files. */
function jobFolder(files: Readonly<Record<string, unknown>>): FolderStore {
  const store = folderStore(temporaryFolder());
  const folder = store.pathOf(key);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return store;
}

/** A store whose process dies before its change number `at`. A folder is removed file by file, which may be any of them first. */
function killedAt(store: FolderStore, at: number): FolderStore {
  let changes = 0;
  const change = () => {
    if (changes++ === at) throw new Error('killed');
  };
  return {
    ...store,
    async writeWhole(file, content) {
      change();
      return store.writeWhole(file, content);
    },
    async remove(keyOrFolder) {
      const below = await store.list(keyOrFolder);
      for (const file of [keyOrFolder, ...below]) {
        change();
        if (file !== keyOrFolder || below.length === 0) await store.remove(file);
      }
    },
  };
}

const finished = (store: FolderStore, job: JobIdentity = config, fresh = false) =>
  finishedMetrics(store, key, job, fresh);

describe('finishedMetrics', () => {
  it('are those of an earlier run of the same configuration', async () => {
    const store = jobFolder({ 'config.json': config, 'metrics.json': metrics });
    expect(await finished(store)).toEqual(metrics);
  });

  it('are not those of an earlier revision of the strategy, and the error says so', async () => {
    const store = jobFolder({ 'config.json': config, 'metrics.json': metrics });
    await expect(finished(store, { ...config, revision: 2 })).rejects.toThrow(/revision.*2/);
  });

  it('are none in a folder that is not there, is empty, or is to be made afresh', async () => {
    const store = jobFolder({ 'config.json': config, 'metrics.json': metrics });
    expect(await finishedMetrics(store, 'x/other', config, false)).toBeUndefined();
    expect(await finished(jobFolder({}))).toBeUndefined();
    expect(await finished(store, config, true)).toBeUndefined();
    expect(await finished(store, identity({ lr: 0.5 }), true)).toBeUndefined();
  });

  it('are none where the run was interrupted', async () => {
    expect(await finished(jobFolder({ 'config.json': config }))).toBeUndefined();
  });

  it.each([
    ['cut short', '{"schema": 2, "stra', /cut short, or changed/],
    ['empty', '', /cut short, or changed/],
    ['null', 'null', /cut short, or changed/],
    [
      'of a later version',
      { ...metrics, schema: 4 },
      /metrics\.json that was written by a later version of exmodel/,
    ],
    ['without a part', { ...metrics, accuracy: undefined }, /cut short, or changed/],
  ])('are not lost where metrics.json is %s', async (_, content, held) => {
    const store = jobFolder({ 'config.json': config, 'metrics.json': content });
    await expect(finished(store)).rejects.toThrow(FolderTakenError);
    await expect(finished(store)).rejects.toThrow(held);
    const isLater = /later version/.test(held.source);
    await expect(finished(store)).rejects.toThrow(
      isLater ? /--fresh\.$/ : /\. Delete the folder of this job/,
    );
    await expect(finished(store)).rejects.toMatchObject({ isDamaged: !isLater });
    expect(await finished(store, config, true)).toBeUndefined();
  });

  it.each(['{"lr": 0.1, "se', '', 'null', '5', '[]', '{}', '{"model_type": "bert"}', undefined])(
    'are refused, with --fresh too, in a folder that is not a job’s: config.json %s',
    async (content) => {
      const store = jobFolder({
        ...(content !== undefined && { 'config.json': content }),
        'thesis.txt': 'mine',
      });
      for (const fresh of [false, true]) {
        await expect(finished(store, config, fresh)).rejects.toThrow(FolderTakenError);
        await expect(finished(store, config, fresh)).rejects.toThrow(
          content === undefined
            ? /holds files that exmodel did not write\. Move them away/
            : /holds a config\.json that was cut short, or that exmodel did not write\. .* delete this folder/,
        );
      }
      expect(readFileSync(store.pathOf(`${key}/thesis.txt`), 'utf8')).toBe('mine');
    },
  );

  it.each(['config.json', 'metrics.json'])(
    'that the disk does not give are an error that says so: %s',
    async (name) => {
      const store = jobFolder({ 'config.json': config, 'metrics.json': metrics });
      const read: typeof store.read = async (file) => {
        if (file === `${key}/${name}`) throw new UnreadableFileError(file, 'EACCES: permission denied');
        return store.read(file);
      };
      await expect(finished({ ...store, read })).rejects.toThrow(
        new RegExp(`${name} could not be read: EACCES.*permissions`),
      );
    },
  );

  it('are none where a process was killed before it wrote a whole file', async () => {
    expect(await finished(jobFolder({ 'config.json.123.part': '{"lr"' }))).toBeUndefined();
  });

  it('of another backend are refused, and an unfinished run is called one', async () => {
    const store = jobFolder({ 'config.json': { ...config, backend: 'tensorflow' } });
    await expect(finished(store)).rejects.toThrow(
      /an unfinished run of another configuration \(backend "tensorflow" → "wasm"\)/,
    );
  });

  it('of another configuration are refused: every difference is named, and what to do', async () => {
    const saved = { ...config, lr: 0.5, extra: true, seed: undefined };
    const store = jobFolder({ 'config.json': saved, 'metrics.json': metrics });
    await expect(finished(store)).rejects.toThrow(FolderTakenError);
    await expect(finished(store)).rejects.toThrow(
      `${store.pathOf(key)} holds results of another configuration (lr 0.5 → 0.1, extra true → undefined, seed undefined → 1234). ` +
        'Keep both with --set name=ANOTHER-NAME, or replace the old results with --fresh.',
    );
    expect(readdirSync(store.pathOf(key))).toEqual(['config.json', 'metrics.json']);
  });
});

describe('startJobFolder', () => {
  it('leaves nothing of what was there but the new configuration', async () => {
    const store = jobFolder({ 'config.json': config, 'metrics.json': metrics, 'log.txt': 'x' });
    await startJobFolder(store, key, config);
    expect(readdirSync(store.pathOf(key))).toEqual(['config.json']);
    expect(JSON.parse(readFileSync(store.pathOf(`${key}/config.json`), 'utf8'))).toEqual(config);
  });

  it.each([false, true])(
    'killed anywhere, it leaves a job that the same command starts; fresh: %s',
    async (fresh) => {
      const files = {
        'config.json': config,
        'log.txt': 'x',
        'samples/a.png': 'x',
        'student.safetensors': 'x',
      };
      for (let kills = 0, isKilled = true; isKilled; kills++) {
        const store = jobFolder({});
        for (const [name, content] of Object.entries(fresh ? { ...files, 'metrics.json': metrics } : files))
          await store.writeWhole(`${key}/${name}`, JSON.stringify(content));
        await finished(store, config, fresh);
        isKilled = await startJobFolder(killedAt(store, kills), key, config).then(
          () => false,
          () => true,
        );
        const earlier = await finished(store);
        expect(earlier).toEqual(fresh && kills === 0 ? metrics : undefined);
        await startJobFolder(store, key, config);
        expect(await store.list(key)).toEqual([`${key}/config.json`]);
      }
    },
  );

  it('makes the folders above it', async () => {
    const store = folderStore(join(temporaryFolder(), 'runs'));
    await startJobFolder(store, 'a/b', config);
    expect(existsSync(store.pathOf('a/b/config.json'))).toBe(true);
  });

  it('keeps a file that is in the way, and says so', async () => {
    const store = jobFolder({ precious: 'mine' });
    const taken = `${key}/precious`;
    await expect(startJobFolder(store, taken, config)).rejects.toThrow(UnwritableFolderError);
    await expect(startJobFolder(store, taken, config)).rejects.toThrow(/a file of that name is in the way/);
    await expect(finishedMetrics(store, taken, config, true)).rejects.toThrow(/in the way/);
    expect(readFileSync(store.pathOf(taken), 'utf8')).toBe('mine');
  });
});

describe('checkWritable', () => {
  it('makes the folder and leaves nothing in it', async () => {
    const root = join(temporaryFolder(), 'runs');
    const store = folderStore(root);
    await checkWritable(store);
    expect(readdirSync(root)).toEqual([]);
    await checkWritable(store, 'x');
    await checkWritable(store, 'x');
    expect(readdirSync(join(root, 'x'))).toEqual([]);
  });

  it('refuses where a file is in the way, here or above', async () => {
    const store = jobFolder({ runs: 'mine' });
    for (const folder of [`${key}/runs`, `${key}/runs/x`]) {
      await expect(checkWritable(store, folder)).rejects.toThrow(UnwritableFolderError);
      await expect(checkWritable(store, folder)).rejects.toThrow(
        /cannot be written: .* choose another folder with --set logdir=FOLDER or repair this one/,
      );
    }
    expect(readFileSync(store.pathOf(`${key}/runs`), 'utf8')).toBe('mine');
  });

  it.skipIf(!existsSync('/proc/self'))(
    'refuses where no folder can be made, and does not hang: /proc',
    async () => {
      await expect(checkWritable(folderStore('/proc/nowhere'), 'x')).rejects.toThrow(UnwritableFolderError);
    },
  );

  it.skipIf(process.getuid?.() === 0)(
    'refuses a folder without the right to write (root has it always)',
    async () => {
      const root = temporaryFolder();
      mkdirSync(join(root, 'closed'), { mode: 0o500 });
      await expect(checkWritable(folderStore(root), 'closed')).rejects.toThrow(/EACCES/);
      chmodSync(join(root, 'closed'), 0o700);
    },
  );
});
