import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { defaultRedis } from '../executors/bullmq/bullmq-executor';
import { shownAddress } from '../executors/bullmq/redis-queue';
import { redisWorker } from '../executors/bullmq/redis-worker';
import { folderStore } from '../storage/folder-store';
import { fromCallersFolder } from './shared/callers-folder';
import { onEndingSignal } from './shared/ending-signals';
import { atLeastOne, wholeNumber } from './shared/whole-number';

interface WorkerFlags {
  readonly redis: string;
  readonly logdir: string;
  readonly dataroot: string;
  readonly jobs: number;
  readonly threads?: number;
  readonly checkpointEvery?: number;
}

export function defineWorker(command: Command, { script }: { readonly script: string }): void {
  command
    .option('--redis <url>', 'address of Redis', defaultRedis)
    .option('--logdir <folder>', 'the folder of results, which all machines share', 'runs')
    .option('--dataroot <folder>', 'folder of data sets on this machine', 'data')
    .option('--jobs <count>', 'number of jobs at once', atLeastOne, 1)
    .option('--threads <count>', 'threads, shared by all jobs; default: one per core', atLeastOne)
    .option('--checkpoint-every <seconds>', 'time between two checkpoints', wholeNumber)
    .action((flags: WorkerFlags) => worker(flags, script));
}

/** `exmodel worker`: takes jobs from a queue until it is asked to end. */
async function worker(flags: WorkerFlags, script: string): Promise<void> {
  const { redis: address, jobs: atOnce, threads = availableParallelism(), checkpointEvery } = flags;
  const store = folderStore(fromCallersFolder(flags.logdir));
  const own = ['--logdir', store.location, '--dataroot', fromCallersFolder(flags.dataroot)];
  const share = ['--threads', String(Math.max(1, Math.floor(threads / atOnce)))];
  const interval = checkpointEvery === undefined ? [] : ['--checkpoint-every', String(checkpointEvery)];
  const parameters = ['order', ...own, ...share, ...interval];
  const { close } = await redisWorker({
    ...{ address, store, script, parameters, atOnce },
    say: (text) => console.log(text),
  });
  console.log(
    `waiting for jobs of ${store.location} from Redis at ${shownAddress(address)}, ${atOnce} at once; Ctrl-C ends it`,
  );
  let closing = false;
  onEndingSignal((exitCode) => {
    if (closing) process.exit(exitCode);
    closing = true;
    console.log('ending; unfinished jobs go to another worker, from their last checkpoints');
    void close().finally(() => process.exit(0));
  });
}
