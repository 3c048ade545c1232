import { readFile } from 'node:fs/promises';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import '../src/index';

test('the example of the README trains and gives an image gradient', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
  const body = code.replace(/^import .*$/gm, '');
  const results = 'return { first, last: loss(images).dataSync()[0], gradient };';
  const run = new Function(
    'tf',
    `return (async () => {${body.replace('// Train', 'const first = loss(images).dataSync()[0];\n// Train')}${results}})();`,
  );
  const { first, last, gradient } = await run(tf);
  expect(tf.getBackend()).toBe('exmodel-wasm');
  expect(last).toBeLessThan(first);
  expect(gradient.shape).toEqual([16, 32, 32, 1]);
});
