import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accuracy, forgotten, gained, overRuns } from './readme-example';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the example in README.md is the one that runs here', () => {
  const block = /```ts\n([\s\S]*?)```/.exec(read('../README.md'))?.[1];
  expect(block).toBe(read('./readme-example.ts').replaceAll('export const', 'const'));
});

test('and it yields what it says', () => {
  expect(accuracy).toBeCloseTo(0.93, 12);
  expect(forgotten).toBeCloseTo(0.08, 12);
  expect(overRuns.mean).toBeCloseTo(0.92, 12);
  expect(overRuns.interval).toBeCloseTo(0.0196, 4);
  expect(gained.mean).toBeCloseTo(0.02, 12);
  expect(gained.interval).toBeCloseTo(0.0088, 4);
});
