import { setTimeout } from 'node:timers/promises';
import type { EventStream } from '@exmodel/loggers';
import type { FolderStore } from '../../storage/folder-store';
import { type Store, UnreadableFileError, UnwritableFileError } from '../../storage/store';
import { type Synced, syncStores } from '../../storage/sync/sync-stores';
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
 * @throws UnreadableFileError, UnwritableFileError
 */
export async function keepInSync(
  here: FolderStore,
  there: Store,
  events: EventStream,
  interval = pause,
): Promise<Syncing> {
  const { location } = there;
  let said: string | undefined;
  const say = (level: 'info' | 'warning', text: string) => events.emit({ type: 'message', level, text });
  const once = async () => {
    const synced: Synced[] = [];
    for await (const each of syncStores(here, there)) synced.push(each);
    const [text, differing] = [syncedText(synced, location), differingText(synced, location)];
    if (text !== undefined) say('info', text);
    if (differing !== undefined && differing !== said) say('warning', differing);
    said = differing;
  };
  const attempt = (next: string) =>
    once().catch((error: Error) => {
      const isOfStore = error instanceof UnreadableFileError || error instanceof UnwritableFileError;
      const what = isOfStore ? `${error.path}: ${error.reason}` : error.message;
      say('warning', `Results could not be copied (${what}). They are kept here; ${next}`);
    });
  await once();
  const ended = new AbortController();
  const running = (async () => {
    while (!ended.signal.aborted) {
      await setTimeout(interval, undefined, { signal: ended.signal }).catch(() => {});
      if (!ended.signal.aborted) await attempt('the next try is in a minute.');
    }
  })();
  let finished: Promise<void> | undefined;
  return {
    finish() {
      ended.abort();
      finished ??= running.then(() => attempt(`copy them with: exmodel sync ${location}`));
      return finished;
    },
  };
}
