import { expect, it } from 'vitest';
import { packageManager } from '../../../../../package.json';
import { withStandIn } from './command-line';

it('a message that names a verb says what to type for the word exmodel', () => {
  const message = 'ConfigError: unknown key "lt". See all keys with: exmodel list --keys';
  const verbs = ['run', 'list'];
  expect(withStandIn(message, verbs)).toBe(
    `${message}\n“exmodel” stands for “npx -y ${packageManager} exmodel”.`,
  );
  const other = 'it is a bug in exmodel only if it happens without the plugin';
  expect(withStandIn(other, verbs)).toBe(other);
});
