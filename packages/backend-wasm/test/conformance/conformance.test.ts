import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test("passes tfjs-core's own specs", async () => {
  const run = promisify(execFile)(process.execPath, [join(import.meta.dirname, 'run.mjs')], {
    maxBuffer: 2 ** 26,
  });
  const { stdout } = await run.catch((failure: { stdout: string }) => failure);
  expect(stdout.match(/^FAILED .*/gm) ?? []).toEqual([]);
  expect(stdout).toMatch(/passed 4225, failed 0, excluded 0/);
}, 240_000);
