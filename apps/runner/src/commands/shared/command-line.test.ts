import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { packageManager } from '../../../../../package.json';
import { exmodelLine, isExmodelLine, withStandIn } from './command-line';

const checkout = join(import.meta.dirname, '../../../../..');

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['in the checkout', checkout, `npx -y ${packageManager} exmodel inspect 'a b.zip'`],
  ['in a folder of it', join(checkout, 'docs'), `npx -y ${packageManager} exmodel inspect 'a b.zip'`],
  ['outside', join(checkout, '..'), `npx -y ${packageManager} -C ${checkout} exmodel inspect 'a b.zip'`],
])('a line to copy %s', (_, folder, line) => {
  vi.stubEnv('INIT_CWD', folder);
  expect(exmodelLine(['inspect', 'a b.zip'])).toBe(line);
  expect(isExmodelLine(line, ['inspect'])).toBe(true);
});

it.each([
  ['pnpm exmodel merge a b', true],
  ["npx -y pnpm@9.0.1 -C '/a b/c' exmodel merge a b", true],
  ['npx @exmodel/runner merge a b', true],
  ['npx -y pnpm@9.0.1 exmodel evaluate a', false],
  ['pnpm install merge a', false],
])('%s is a line of exmodel that merges: %s', (line, is) => {
  expect(isExmodelLine(line, ['report', 'merge'])).toBe(is);
});

it('a message that names a verb says what to type for the word exmodel', () => {
  const message = 'ConfigError: unknown key "lt". See all keys with: exmodel list --keys';
  const verbs = ['run', 'list'];
  expect(withStandIn(message, verbs)).toBe(
    `${message}\n“exmodel” stands for “npx -y ${packageManager} exmodel”.`,
  );
  const other = 'it is a bug in exmodel only if it happens without the plugin';
  expect(withStandIn(other, verbs)).toBe(other);
});
