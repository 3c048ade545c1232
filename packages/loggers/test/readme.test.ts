import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { logged } from './readme-example';

const read = (name: string) => fs.readFileSync(new URL(name, import.meta.url), 'utf8');

test('the example in README.md is the one that runs here', () => {
  expect(/```ts\n([\s\S]*?)```/.exec(read('../README.md'))?.[1]).toBe(read('./readme-example.ts'));
});

test('and it writes what it says', async () => {
  const terminal = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-readme-'));
  await logged(folder);
  expect(terminal.mock.calls.join('')).toContain('gn_ed finished · accuracy 0.98');
  terminal.mockRestore();
  expect(fs.readFileSync(path.join(folder, 'log.txt'), 'utf8')).toContain('experience 0 · accuracy 0.98');
  const lines = fs.readFileSync(path.join(folder, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  const types = lines.map((line) => JSON.parse(line).type);
  expect([...new Set(types)]).toEqual(['run', 'progress', 'metric', 'job', 'end']);
  expect(types.length).toBeLessThan(20);
  fs.rmSync(folder, { recursive: true });
});
