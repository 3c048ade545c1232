import { setTimeout } from 'node:timers/promises';
import type { Job as QueuedJob } from 'bullmq';
import type { FolderStore } from '../../storage/folder-store';
import { loadBullmq } from './load-bullmq';
import { OrderProcess } from './order-process';
import { queueOf } from './redis-queue';

/** How long Redis may take to release a worker, in milliseconds. */
const patience = 5000;

export interface RedisWorkerOptions {
  readonly address: string;
  readonly store: FolderStore;
  /** The script of the `exmodel` command. */
  readonly script: string;
  /** What it is started with: `['order', '--logdir', …]`. */
  readonly parameters: readonly string[];
  /** Number of orders at once. */
  readonly atOnce: number;
  /** After how long without a sign of life an order is given to another worker, in milliseconds. */
  readonly lockDuration?: number;
  /** A line for people. */
  readonly say: (text: string) => void;
}

export interface RedisWorker {
  /** Takes no more orders, ends those that run, and resolves when all is released. */
  close(): Promise<void>;
}

/**
 * Takes orders from the queue of a store and runs each in another process: this one must always be able to renew its hold of an order, or
 * Redis gives it to another worker. Where the hold is lost nevertheless, the process is ended.
 */
export async function redisWorker(options: RedisWorkerOptions): Promise<RedisWorker> {
  const { address, store, script, parameters, atOnce, lockDuration = 30_000, say } = options;
  const { Worker } = await loadBullmq();
  const idle: OrderProcess[] = [];
  const busy = new Map<string, OrderProcess>();
  let said = '';

  async function run({ id = '' }: Pick<QueuedJob, 'id'>): Promise<void> {
    const running = idle.pop() ?? new OrderProcess(script, parameters);
    busy.set(id, running);
    say(`${id} begins`);
    try {
      await running.run(id);
      say(`${id} is done with`);
    } catch (error) {
      say(`${id}: ${(error as Error).message}`);
      throw error;
    } finally {
      busy.delete(id);
      idle.push(running);
    }
  }

  const worker = new Worker(await queueOf(store), run, {
    connection: { url: address, maxRetriesPerRequest: null },
    concurrency: atOnce,
    lockDuration,
    stalledInterval: lockDuration,
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) {
      say(`${id} was given to another worker, and ends here`);
      void busy.get(id)?.end();
    }
  });
  worker.on('error', ({ message }) => {
    if (message !== said) say(message);
    said = message;
  });
  return {
    async close() {
      const closing = worker.close();
      await Promise.all([...busy.values(), ...idle].map((process) => process.end()));
      // A Redis that is gone does not say goodbye.
      const released = await Promise.race([
        closing.then(() => true),
        setTimeout(patience, false, { ref: false }),
      ]);
      if (!released) worker.disconnect().catch(() => {});
    },
  };
}
