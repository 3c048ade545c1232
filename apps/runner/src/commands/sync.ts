import type { Command } from 'commander';
import { folderStore } from '../storage/folder-store';
import { type Synced, syncStores } from '../storage/sync/sync-stores';
import { fromCallersFolder } from './shared/callers-folder';
import { otherStore } from './shared/other-store';
import { differingText, syncedText } from './shared/synced-text';

interface SyncFlags {
  readonly logdir: string;
  readonly json?: boolean;
}

export function defineSync(command: Command): void {
  command
    .argument('<address>', 's3://bucket/prefix, or another folder of results')
    .option('--logdir <folder>', 'the folder of results here', 'runs')
    .option('--json', 'print what was copied as JSON, and nothing else')
    .action(sync);
}

/**
 * `exmodel sync ADDRESS`: copies finished jobs, trained experts and checkpoints both ways, so that the folder of results and the other store
 * have the same.
 *
 * @throws S3AddressError, UnfitServerError, UnreadableFileError, UnwritableFileError
 */
async function sync(address: string, { logdir, json = false }: SyncFlags): Promise<void> {
  const there = await otherStore(address);
  const synced: Synced[] = [];
  for await (const each of syncStores(folderStore(fromCallersFolder(logdir)), there)) synced.push(each);
  if (json) return console.log(JSON.stringify(synced, null, 2));
  console.log(
    syncedText(synced, there.location) ?? `Nothing had to be copied between ${logdir} and ${there.location}.`,
  );
  const differing = differingText(synced, there.location);
  if (differing !== undefined) console.log(differing);
}
