import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { runBeside } from './run-beside';

/** A script in place of the command's. */
function script(code: string): string {
  const path = join(temporaryFolder(), 'script.cjs');
  writeFileSync(path, code);
  return path;
}

test('it is given the parameters, and nothing is said where that ends well', async () => {
  const said = join(temporaryFolder(), 'said');
  const path = script(
    `require('fs').writeFileSync(${JSON.stringify(said)}, process.argv.slice(2).join(' '))`,
  );
  expect(await runBeside(path, ['retry', '/some/job'])).toBeUndefined();
  expect(readFileSync(said, 'utf8')).toBe('retry /some/job');
});

test('what it complains of is what went wrong', async () => {
  const path = script("console.error('2 mistakes:\\n  lr\\n  seed'); process.exit(1)");
  expect(await runBeside(path, ['retry', '/some/job'])).toBe('2 mistakes:\n  lr\n  seed');
  expect(await runBeside(script('process.exit(1)'), ['run'])).toBe('exmodel run ended with an error');
});

test('once its jobs have begun nobody waits for its end', async () => {
  const begun = join(temporaryFolder(), 'begun');
  const path = script(
    `const fs = require('fs'); const begun = ${JSON.stringify(begun)};
    fs.writeFileSync(begun, ''); console.log('ignored: x\\nbackend: wasm'); while (fs.existsSync(begun));`,
  );
  expect(await runBeside(path, ['run'])).toBeUndefined();
  expect(existsSync(begun)).toBe(true);
  rmSync(begun); // It ends now.
});
