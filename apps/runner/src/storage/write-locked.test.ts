import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { sweepFile } from './leftovers';
import { tryLock } from './try-lock';
import { writeLocked } from './write-locked';

it('waits for a process that removes what is unfinished of the same file: it would remove what is being written, too', async () => {
  const path = join(temporaryFolder(), 'recipe.json');
  writeFileSync(`${path}.0123456789ab.part`, 'from a dead process');
  const unlock = await tryLock(path);
  const writing = writeLocked(path, 'whole');
  for (let turn = 0; turn < 5; turn++) await setImmediate();
  expect(existsSync(path)).toBe(false);
  sweepFile(path);
  await unlock?.();
  await writing;
  expect(readFileSync(path, 'utf8')).toBe('whole');
});
