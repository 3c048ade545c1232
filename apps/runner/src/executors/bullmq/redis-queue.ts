import { randomBytes } from 'node:crypto';
import type { FolderStore } from '../../storage/folder-store';

/** Where a store keeps what tells it from others, wherever it is mounted. */
const idFile = '.store-id';

/**
 * The name of a store's queue: a worker that sees another folder never gets its orders.
 *
 * @throws UnreadableFileError, UnwritableFileError
 */
export async function queueOf(store: FolderStore): Promise<string> {
  await store.createOnce(idFile, randomBytes(8).toString('hex'));
  const id = Buffer.from((await store.read(idFile)) ?? []).toString();
  return `exmodel-${id.trim()}`;
}

/** An address as it may be shown: without user and password. */
export function shownAddress(address: string): string {
  return address.replace(/\/\/[^/]*@/, '//');
}
