import { expect, it } from 'vitest';
import { withStandIn } from './command-line';

it('where the command was only installed, a message that names a verb says what to type for the word exmodel', () => {
  const message = 'ConfigError: unknown key "lt". See all keys with: exmodel list --keys';
  const verbs = ['run', 'list'];
  expect(withStandIn(message, verbs, true)).toBe(`${message}\n“exmodel” stands for “npx @exmodel/runner”.`);
  expect(withStandIn(message, verbs, false)).toBe(message);
  const other = 'it is a bug in exmodel only if it happens without the plugin';
  expect(withStandIn(other, verbs, true)).toBe(other);
});
