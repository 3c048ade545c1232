import { join } from 'node:path';
import { build } from 'vite';

/** Vitest's global setup: the page that the tests open is built before them, from sources. */
export async function setup(): Promise<void> {
  await build({ root: join(import.meta.dirname, '..'), logLevel: 'warn' });
}
