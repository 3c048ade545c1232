import { setTimeout } from 'node:timers/promises';
import type { EventStream } from '@exmodel/loggers';
import { failureReason } from '../../reports/failure-text';
import type { FolderStore } from '../../storage/folder-store';
import { isBucket, openStore } from '../../storage/sync/open-store';
import { type Synced, syncStores } from '../../storage/sync/sync-stores';
import { fromCallersFolder } from './callers-folder';
import { differingText, syncedText } from './synced-text';

/** How long between two looks, in milliseconds. */
const pause = 60_000;

/** A store that has the results of a run while it goes on. */
export interface Syncing {
  /** Copies a last time what there is, and ends. Never throws: what could not be copied is reported, and stays here. */
  finish(): Promise<void>;
}

/**
 * Copies results to and from another store: now, every minute, and at the end. Where the other store does not answer in between, that is
 * reported, and it is tried again.
 *
 * @throws S3AddressError, UnfitServerError, UnreadableFileError, UnwritableFileError
 */
export async function keepInSync(
  here: FolderStore,
  address: string,
  events: EventStream,
  interval = pause,
): Promise<Syncing> {
  const there = await openStore(isBucket(address) ? address : fromCallersFolder(address));
  const say = (level: 'info' | 'warning', text: string) => events.emit({ type: 'message', level, text });
  const once = async () => {
    const synced: Synced[] = [];
    for await (const each of syncStores(here, there)) synced.push(each);
    const [text, differing] = [syncedText(synced, there.location), differingText(synced, there.location)];
    if (text !== undefined) say('info', text);
    if (differing !== undefined) say('warning', differing);
  };
  const attempt = () =>
    once().catch((error: Error) =>
      say('warning', `${failureReason(error)} Results are kept here; it is tried again.`),
    );
  await once();
  const ended = new AbortController();
  const running = (async () => {
    for (;;) {
      await setTimeout(interval, undefined, { signal: ended.signal }).catch(() => {});
      await attempt();
      if (ended.signal.aborted) return;
    }
  })();
  return {
    finish() {
      ended.abort();
      return running;
    },
  };
}
