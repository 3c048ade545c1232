import { delimiter, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { fromCallersFolder } from './callers-folder';
import { pluginsGiven } from './plugin-option';

it('takes plugins out of the arguments, each once, after those of the environment', () => {
  const given = ['run', '--plugin', 'a.ts', 'x.yaml', '--plugin=b.ts', '--set', 'lr=1', '--plugin', 'a.ts'];
  expect(pluginsGiven(given, ['/c.ts', '/d.ts'].join(delimiter))).toEqual({
    plugins: [resolve('/c.ts'), resolve('/d.ts'), fromCallersFolder('a.ts'), fromCallersFolder('b.ts')],
    others: ['run', 'x.yaml', '--set', 'lr=1'],
  });
});

it.each([['--plugin='], ['--plugin', ''], ['--plugin']])(
  'an empty path is not the folder: %j %j',
  (...given) => {
    expect(pluginsGiven(given).plugins).toEqual(['']);
  },
);

it('leaves what comes after --, and words that only begin like it', () => {
  expect(pluginsGiven(['run', '--plugins', '--', '--plugin', 'a.ts'])).toEqual({
    plugins: [],
    others: ['run', '--plugins', '--', '--plugin', 'a.ts'],
  });
});
