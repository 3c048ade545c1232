import { readFileSync } from 'node:fs';
import * as metrics from '@exmodel/metrics';
import { expect, test } from 'vitest';

test('README.md lists every function that there is', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const tables = readme.split('## Of the accuracy matrix')[1] ?? '';
  const functions = Object.keys(metrics).filter((name) => /^[a-z]/.test(name));
  const elsewhere = ['accuracyMatrix', 'withAccuracy'];
  expect(functions.filter((name) => !tables.includes(`\`${name}\``))).toEqual(elsewhere);
});
