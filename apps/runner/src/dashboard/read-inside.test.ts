import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { openInside, readInside } from './read-inside';

function folders() {
  const all = realpathSync(temporaryFolder());
  const [root, job, outside] = [join(all, 'runs'), join(all, 'runs/x/job'), join(all, 'outside')];
  for (const folder of [job, outside]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(outside, 'secret'), 'secret');
  writeFileSync(join(job, 'own'), 'own');
  return { root, job, outside };
}

test('reads what is there, up to a size', () => {
  const { root, job } = folders();
  expect(readInside(root, job, 'own', 3)?.toString()).toBe('own');
  expect(readInside(root, job, 'own', 2)).toBeUndefined();
  expect(readInside(root, job, 'none', 3)).toBeUndefined();
});

test('what a link, a path or a folder’s link leads to is not read', () => {
  const { root, job, outside } = folders();
  symlinkSync(join(outside, 'secret'), join(job, 'link'));
  symlinkSync(outside, join(root, 'x/linked'));
  for (const [folder, name] of [
    [job, 'link'],
    [job, '../../../outside/secret'],
    [outside, 'secret'],
    [join(root, 'x/linked'), 'secret'],
  ] as const)
    expect(readInside(root, folder, name, 100)).toBeUndefined();
});

test.skipIf(process.platform === 'win32')(
  'a pipe and a folder are no files, and nobody waits for them',
  () => {
    const { root, job } = folders();
    execFileSync('mkfifo', [join(job, 'pipe')]);
    expect(openInside(root, join(job, 'pipe'))).toBeUndefined();
    expect(openInside(root, job)).toBeUndefined();
  },
);
