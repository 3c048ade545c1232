import { readFileSync } from 'node:fs';
import * as metrics from '@exmodel/metrics';
import { expect, test } from 'vitest';
import * as example from './readme-example';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the example in README.md is the one that runs here', () => {
  const block = /```ts\n([\s\S]*?)```/.exec(read('../README.md'))?.[1];
  expect(block).toBe(read('./readme-example.ts').replaceAll('export const', 'const'));
});

test('and it yields what it says', () => {
  expect(example.accuracy).toBeCloseTo(0.93, 12);
  expect(example.forgotten).toBeCloseTo(0.08, 12);
  expect(example.fromBest).toBeCloseTo(0.08, 12);
  expect(example.overRuns.mean).toBeCloseTo(0.92, 12);
  expect(example.overRuns.interval).toBeCloseTo(0.0196, 4);
  expect(example.gained.mean).toBeCloseTo(0.02, 12);
  expect(example.gained.interval).toBeCloseTo(0.0088, 4);
  expect(example.test?.p).toBeCloseTo(0.0032, 4);
  expect(example.miscalibration).toBeCloseTo(0.3946, 4);
});

test('it lists every function that there is', () => {
  const tables = read('../README.md').split('## Of the accuracy matrix')[1] ?? '';
  const functions = Object.keys(metrics).filter((name) => /^[a-z]/.test(name));
  const elsewhere = ['accuracyMatrix', 'withAccuracy'];
  expect(functions.filter((name) => !tables.includes(`\`${name}\``))).toEqual(elsewhere);
});
