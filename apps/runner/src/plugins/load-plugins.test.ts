import { expect, it } from 'vitest';
import { refuseTakenNames } from '../config/refuse-taken-names';
import { addPlugin, loadPlugins } from './load-plugins';
import { PluginError } from './plugin-error';

it.each([
  ['no plugin', undefined, /^mine\.ts has no plugin as its default export\. Write, .*definePlugin/],
  ['a list', [], /no plugin as its default export/],
  [
    'an unknown part',
    { strategy: [] },
    /a part "strategy" that no plugin has\. Expected some of strategies, /,
  ],
  ['no list', { sinks: {} }, /"sinks" that is no list of objects, each with a "name"/],
  ['a name that is no word', { metrics: [{ name: 'a b' }] }, /"metrics" that is no list of objects/],
  [
    'a scenario that there is',
    { scenarios: [{ name: 'split_mnist', aliases: [] }] },
    /adds "split_mnist" to scenarios, which fails: .*Choose another/,
  ],
  [
    'an architecture that there is',
    { architectures: [{ name: 'lenet' }] },
    /adds "lenet" to architectures, which fails: .*Choose another/,
  ],
])('refuses %s', (_, plugin, message) => {
  const add = () => addPlugin('mine.ts', plugin);
  expect(add).toThrow(PluginError);
  expect(add).toThrow(message);
});

it('says that a file is not there', async () => {
  await expect(loadPlugins(['/no/such/plugin.ts'])).rejects.toThrow(
    '/no/such/plugin.ts does not exist. Correct the path after --plugin.',
  );
});

it('says that a folder is none', async () => {
  const folder = import.meta.dirname;
  await expect(loadPlugins([folder])).rejects.toThrow(
    `${folder} is a folder. Give the file of the plugin: --plugin FOLDER/mine.ts.`,
  );
});

it('refuses a strategy with a name that is taken', () => {
  const things = [{ name: 'one' }, { name: 'other' }];
  expect(refuseTakenNames('strategy', things)).toBe(things);
  expect(() => refuseTakenNames('strategy', [...things, { name: 'one' }])).toThrow(
    'a plugin adds the strategy "one", but there is one of that name',
  );
});
