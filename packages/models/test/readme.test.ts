import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operators } from '../src/onnx/ops/registry';

test('README.md lists the operators that are read', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const listed = (title: string) => readme.split(`\n${title}: `)[1]?.split('.')[0]?.split(/,\s+/);
  expect(listed('Operators')).toEqual(operators.read);
  expect(listed('Of shapes and constants only')).toEqual(operators.folded);
});
