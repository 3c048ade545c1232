import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operatorNames } from '../src/onnx/ops/registry';

test('README.md lists the operators that are read', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, listed = ''] = /^Operators: ([^.]+)\./m.exec(readme) ?? [];
  expect(listed.split(/,\s+/)).toEqual(operatorNames());
});
