import type { Command } from 'commander';
import type { Executor } from '../executors/executor';
import { OrderNameError, runOrder } from '../executors/remote/run-order';
import { toBeContinued } from '../executors/remote/to-be-continued';
import { folderStore } from '../storage/folder-store';
import { onEndingSignal } from './shared/ending-signals';
import { atLeastOne, wholeNumber } from './shared/whole-number';

interface OrderFlags {
  readonly logdir: string;
  readonly dataroot: string;
  readonly threads?: number;
  readonly checkpointEvery?: number;
}

/** The hidden command that engines start on other machines. */
export function defineOrder(command: Command): void {
  command
    .argument('[name]', 'name of an order: exm-0123456789abcdef-1; without it, what the parent process sends')
    .requiredOption('--logdir <folder>', 'the folder of results')
    .option('--dataroot <folder>', 'folder of data sets on this machine', 'data')
    .option('--threads <count>', 'threads to compute with', atLeastOne)
    .option('--checkpoint-every <seconds>', 'time between two checkpoints', wholeNumber)
    .action(order);
}

/**
 * `exmodel order NAME`: runs one job for an executor on another machine, and reports to the folder of results. Without a name, those that
 * the parent process sends, one after the other, until it is gone.
 *
 * @throws OrderNameError
 */
async function order(name: string | undefined, flags: OrderFlags): Promise<void> {
  const { logdir, dataroot, threads, checkpointEvery: checkpointInterval } = flags;
  let running: Executor | undefined;
  /** Ends this process once the job that it runs has kept its state. */
  const end = async (exitCode: number) => {
    await running?.stop().catch(() => {}); // What it had kept before stays.
    process.exit(exitCode);
  };
  onEndingSignal((_, signal) => {
    // Ctrl-C reaches every process of a terminal; the parent process decides what to do.
    if (signal !== 'SIGINT' || name !== undefined) void end(toBeContinued);
  });
  const place = { store: folderStore(logdir), dataroot, threads, checkpointInterval };
  const run = (attempt: string) =>
    runOrder(attempt, place, {
      begins: (executor) => {
        running = executor;
      },
      withdrawn: () => void end(0),
    });
  if (name !== undefined) {
    process.exitCode = (await run(name)) ? 0 : 1;
    return;
  }
  if (process.send === undefined) throw new OrderNameError('nothing');
  process.on('disconnect', () => void end(toBeContinued));
  process.on('message', (attempt) => {
    void run(String(attempt)).then((done) => process.send?.(done));
  });
}
