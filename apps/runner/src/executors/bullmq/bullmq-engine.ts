import { setTimeout } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { FolderStore } from '../../storage/folder-store';
import { type Engine, EngineError, type OrderState } from '../engine';
import { loadBullmq } from './load-bullmq';
import { queueOf, shownAddress } from './redis-queue';

/** How long Redis may take to answer, in milliseconds. */
const patience = 10_000;
/** How long a failed order is remembered, in seconds. */
const remembered = 3600;

/**
 * A queue in Redis, kept by BullMQ. Workers take orders from it (redis-worker.ts). Nothing but the names of orders is in it: if Redis
 * forgets them all, they are given again.
 */
export function bullmqEngine({
  address,
  store,
}: {
  readonly address: string;
  readonly store: FolderStore;
}): Engine {
  const name = `Redis at ${shownAddress(address)}`;
  let queue: Queue | undefined;

  /** Asks the queue; if there is no answer, it is opened anew next time. */
  async function ask<T>(question: (queue: Queue) => Promise<T>): Promise<T> {
    const { Queue } = await loadBullmq();
    let reason = `no answer within ${patience / 1000} s`;
    if (queue === undefined) {
      // A connection that is lost is not mended but opened anew, with the next question.
      const retryStrategy = () => null;
      const connection = { url: address, maxRetriesPerRequest: 0, connectTimeout: patience, retryStrategy };
      queue = new Queue(await queueOf(store), { connection });
      queue.on('error', (error) => {
        reason = error.message === '' ? String((error as NodeJS.ErrnoException).code) : error.message;
      });
    }
    const tooLate = new AbortController();
    const late = setTimeout(patience, undefined, { signal: tooLate.signal }).then(() => {
      throw new Error(reason);
    });
    try {
      return await Promise.race([question(queue), late]);
    } catch (error) {
      await forget();
      const said = error instanceof Error && error.message !== '' ? error.message : reason;
      throw new EngineError(name, said, 'Start it, or give its address: --redis redis://HOST:6379', true);
    } finally {
      tooLate.abort();
      late.catch(() => {});
    }
  }

  /** Closes the connection, without waiting for what was asked. */
  async function forget(): Promise<void> {
    const closing = queue;
    queue = undefined;
    if (closing === undefined) return;
    const closed = closing.close().catch(() => {}); // Of one that never had a connection, this does not return.
    await Promise.race([closed, setTimeout(1000, undefined, { ref: false })]);
    closing.disconnect().catch(() => {});
  }

  return {
    name,
    interval: 500,
    async submit(attempts) {
      const options = { attempts: 1, removeOnComplete: true, removeOnFail: { age: remembered } };
      await ask((queue) =>
        queue.addBulk(
          attempts.map((attempt) => ({ name: 'order', data: {}, opts: { ...options, jobId: attempt } })),
        ),
      );
    },
    async states(attempts) {
      const [over, waiting, running] = await ask((queue) =>
        Promise.all([
          queue.getRanges(['failed'], 0, -1),
          queue.getRanges(['wait', 'prioritized', 'delayed'], 0, -1),
          queue.getRanges(['active'], 0, -1),
        ]),
      );
      const all = new Map<string, OrderState>();
      for (const each of over) all.set(each, 'over');
      for (const each of waiting) all.set(each, 'waiting');
      for (const each of running) all.set(each, 'running');
      return new Map(attempts.flatMap((each) => (all.has(each) ? [[each, all.get(each) ?? 'over']] : [])));
    },
    async cancel(attempts) {
      // One that runs cannot be removed; it ends once its order is gone from the store.
      await ask((queue) =>
        Promise.all(attempts.map((attempt) => queue.remove(attempt).catch(() => undefined))),
      );
    },
    async lastWords(attempt) {
      const job = await ask((queue) => queue.getJob(attempt)).catch(() => undefined);
      return job?.failedReason === undefined ? '' : `Its worker says: ${job.failedReason}`;
    },
    async trouble() {
      const workers = await ask((queue) => queue.getWorkersCount()).catch(() => 1);
      if (workers > 0) return undefined;
      return `No worker takes jobs of ${store.location} from ${name}. Start one on any machine that sees this folder: exmodel worker --redis ${shownAddress(address)} --logdir ${store.location}`;
    },
    close: forget,
  };
}
