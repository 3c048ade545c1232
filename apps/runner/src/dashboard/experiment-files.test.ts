import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { experimentFiles } from './experiment-files';

test('YAML files at any depth, but none behind a link, hidden, of packages, or of defaults', () => {
  const root = temporaryFolder();
  const files = [
    ...['configs/b.yaml', 'configs/a/c.yml', 'configs/a/default.yaml', 'configs/a/notes.md'],
    ...['configs/.git/x.yaml', 'configs/.x.yaml', 'configs/node_modules/p/x.yaml', 'secret/x.yaml'],
  ];
  for (const file of files) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), 'strategy: replay_ed');
  }
  symlinkSync(join(root, 'secret'), join(root, 'configs/folder'));
  symlinkSync(join(root, 'secret/x.yaml'), join(root, 'configs/link.yaml'));
  expect(experimentFiles(join(root, 'configs'))).toEqual(['a/c.yml', 'b.yaml']);
  expect(experimentFiles(join(root, 'nothing'))).toEqual([]);
});
