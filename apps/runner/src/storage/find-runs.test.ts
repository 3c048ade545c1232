import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { findRuns } from './find-runs';

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
const metrics = JSON.stringify(someMetrics());
const find = async (root: string, ...paths: string[]) => {
  const { found, unread } = await findRuns(
    paths.map((path) => join(root, path)),
    (folder) => relative(root, folder),
  );
  return { found: found.map(({ shown }) => shown), unread };
};

it('finds every finished run in a folder and below it, once, and no other file', async () => {
  const root = folderWith({
    'runs/x/a/metrics.json': metrics,
    'runs/x/b/SEED1/metrics.json': metrics,
    'runs/x/c/config.json': '{}',
    'runs/x/d/my-metrics.json': metrics,
    'runs-2/x/a/metrics.json': metrics,
  });
  expect((await find(root, 'runs')).found).toEqual(['runs/x/a', 'runs/x/b/SEED1']);
  expect((await find(root, 'runs/x/b', 'runs/x', 'runs/x/a')).found).toEqual(['runs/x/b/SEED1', 'runs/x/a']);
  expect((await find(root, 'runs/x/b/SEED1')).found).toEqual(['runs/x/b/SEED1']);
  expect(await find(root, 'nothing', 'runs/x/c/config.json')).toEqual({ found: [], unread: [] });
});

it('gives the metrics, and the images if there are some', async () => {
  const root = folderWith({ 'a/metrics.json': metrics, 'a/samples.png': 'png', 'b/metrics.json': metrics });
  const { found } = await findRuns([root], (folder) => folder);
  expect(found.map((run) => run.metrics)).toEqual([someMetrics(), someMetrics()]);
  const images = await Promise.all(found.map(({ readSamples }) => readSamples()));
  expect(images.map((bytes) => bytes && Buffer.from(bytes).toString())).toEqual(['png', undefined]);
});

it('names what cannot be read with its reason, and finds the others', async () => {
  const root = folderWith({
    'runs/a/metrics.json': metrics,
    'runs/cut/metrics.json': metrics.slice(0, 100),
    'runs/later/metrics.json': '{"schema": 99}',
    'runs/line\nbreak/metrics.json': metrics,
  });
  const { found, unread } = await find(root, 'runs');
  expect(found).toEqual(['runs/a']);
  expect(unread).toEqual([
    { shown: 'runs/cut', reason: expect.stringMatching(/^metrics\.json was cut short/) },
    { shown: 'runs/later', reason: expect.stringMatching(/^metrics\.json was written by a later version/) },
    { shown: 'runs/line\nbreak', reason: expect.stringContaining('control character') },
  ]);
});

it('reads nothing that a link leads to outside of the folder, and names such metrics', async () => {
  const root = folderWith({
    'private/metrics.json': metrics,
    'private/photo.png': 'private',
    'runs/a/metrics.json': metrics,
    'runs/b/own.json': metrics,
    'runs/c/config.json': '{}',
  });
  symlinkSync(join(root, 'private/photo.png'), join(root, 'runs/a/samples.png'));
  symlinkSync('own.json', join(root, 'runs/b/metrics.json'));
  symlinkSync('../../private/metrics.json', join(root, 'runs/c/metrics.json'));
  symlinkSync('../private', join(root, 'runs/d'));
  symlinkSync('runs', join(root, 'link-to-runs'));
  const reason = 'metrics.json is a link that leads out of the folder';
  expect(await find(root, 'runs')).toEqual({
    found: ['runs/a', 'runs/b'],
    unread: [{ shown: 'runs/c', reason }],
  });
  expect((await find(root, 'link-to-runs')).found).toEqual(['link-to-runs/a', 'link-to-runs/b']);
  const { found } = await findRuns([join(root, 'runs')], (folder) => folder);
  expect(await found[0]?.readSamples()).toBeUndefined();
});
