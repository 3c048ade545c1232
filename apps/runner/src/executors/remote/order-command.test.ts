import { EventStream } from '@exmodel/loggers';
import { afterEach, expect, it, vi } from 'vitest';
import { pluginsGiven } from '../../commands/shared/plugin-option';
import { folderStore } from '../../storage/folder-store';
import { orderCommand } from './order-command';

afterEach(() => vi.unstubAllEnvs());

it('an order on another machine loads the plugins of the command that gives it', () => {
  vi.stubEnv('EXMODEL_PLUGINS', '/mine/a.ts:/mine/b.ts');
  const { start, rest } = orderCommand({
    ...{ command: '/exmodel/index.js', backend: 'wasm', threads: 1, jobs: 1, checkpointInterval: 5 },
    ...{ store: folderStore('/runs'), dataroot: '/data', fresh: false, events: new EventStream([]) },
  });
  expect(start).toEqual([process.execPath, '/exmodel/index.js', 'order']);
  expect(pluginsGiven(rest)).toEqual({
    plugins: ['/mine/a.ts', '/mine/b.ts'],
    others: ['--logdir', '/runs', '--dataroot', '/data', '--checkpoint-every', '5'],
  });
});
