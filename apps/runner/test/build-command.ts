import { pnpmExmodel } from './exmodel-command';

/** Vitest's global setup: the command that the tests start is built before them. */
export async function setup(): Promise<void> {
  await pnpmExmodel('list');
}
