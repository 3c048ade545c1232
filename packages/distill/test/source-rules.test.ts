import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

it('the sources read tensors asynchronously, since some backends cannot do otherwise', () => {
  const readers = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => /\b(dataSync|arraySync|bufferSync)\b/.test(readFileSync(join(root, file), 'utf8')));
  expect(readers).toEqual([]);
});
