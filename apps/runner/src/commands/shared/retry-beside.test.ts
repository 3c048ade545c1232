import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { retryBeside } from './retry-beside';

/** A script in place of the command's. */
function script(code: string): string {
  const path = join(temporaryFolder(), 'script.cjs');
  writeFileSync(path, code);
  return path;
}
const never = async () => false;

test('it is told to retry the folder, and nothing is said where that ends well', async () => {
  const said = join(temporaryFolder(), 'said');
  const path = script(
    `require('fs').writeFileSync(${JSON.stringify(said)}, process.argv.slice(2).join(' '))`,
  );
  expect(await retryBeside(path, '/some/job', never)).toBeUndefined();
  expect(readFileSync(said, 'utf8')).toBe('retry /some/job');
});

test('the first line of what it complains of is what went wrong', async () => {
  const path = script("console.error('RetryError: no experts.\\nmore'); process.exit(1)");
  expect(await retryBeside(path, '/some/job', never)).toBe('RetryError: no experts.');
  expect(await retryBeside(script('process.exit(1)'), '/some/job', never)).toBe(
    'exmodel retry ended with an error',
  );
});

test('once the job has begun nobody waits for its end', async () => {
  const begun = join(temporaryFolder(), 'begun');
  const path = script(
    `require('fs').writeFileSync(${JSON.stringify(begun)}, ''); while (require('fs').existsSync(${JSON.stringify(begun)}));`,
  );
  expect(await retryBeside(path, '/some/job', async () => existsSync(begun))).toBeUndefined();
  rmSync(begun); // It ends now.
});
