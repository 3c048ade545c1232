import { expect, test, vi } from 'vitest';

vi.mock('node:fs', () => {
  throw new Error('There is no node:fs in a browser.');
});

test('the entry loads without node:fs', async () => {
  await expect(import('node:fs')).rejects.toThrow();
  const { EventStream, memorySink } = await import('../src/index');
  const memory = memorySink();
  new EventStream([memory]).emit({ type: 'message', level: 'info', text: 'from a browser' });
  expect(memory.events).toHaveLength(1);
});
