import { existsSync } from 'node:fs';
import { EventStream, jsonlSink } from '@exmodel/loggers';
import { chooseBackend } from '../../backends/choose-backend';
import { asError, failureReason } from '../../reports/failure-text';
import type { FolderStore } from '../../storage/folder-store';
import { paintOnCores } from '../../teaching/painting/paint-on-cores';
import type { Executor } from '../executor';
import { inlineExecutor } from '../inline-executor';
import { jobOrderSchema } from '../process/job-order';
import { orderFile, partsOf, readOrder, reportFile } from './orders';

/** How often it is made sure that an order still holds, in milliseconds. */
const interval = 1000;

/** Where an order is run. */
export interface OrderPlace {
  readonly store: FolderStore;
  /** Folder of data sets on this machine. */
  readonly dataroot: string;
  readonly threads?: number | undefined;
  readonly checkpointInterval?: number | undefined;
}

/** It does not name an order. */
export class OrderNameError extends Error {
  override readonly name = 'OrderNameError';

  constructor(given: string) {
    super(
      `the name of an order was expected, and ${given} was given. Executors for many machines give such names, as ` +
        'exm-0123456789abcdef-1. To run a job use: exmodel run',
    );
  }
}

/** What the process that runs an order is told. */
export interface OrderListener {
  /** The job of its order begins, on an executor that can stop it. */
  begins(executor: Executor): void;
  /** Its order was withdrawn: the job is cancelled, or has been finished by another machine. */
  withdrawn(): void;
}

/**
 * Runs the job of an order, and reports to the store. What became of it is in the store, too: its results, or a report that it failed.
 *
 * @returns whether the job has a result; also if there is no such order any more, and nothing to be done
 * @throws OrderNameError
 */
export async function runOrder(
  attempt: string,
  { store, dataroot, threads, checkpointInterval }: OrderPlace,
  { begins, withdrawn }: OrderListener,
): Promise<boolean> {
  const order = partsOf(attempt)?.order;
  if (order === undefined) throw new OrderNameError(`"${attempt}"`);
  const found = await readOrder(store, order);
  if (found === undefined) return true;
  const path = store.pathOf(orderFile(order));
  const watch = setInterval(() => {
    if (existsSync(path)) return;
    clearInterval(watch);
    withdrawn();
  }, interval);
  const events = new EventStream([jsonlSink(store.pathOf(reportFile(attempt)))]);
  try {
    const { job, backend: name, ...asked } = jobOrderSchema.parse(found.order);
    const backend = await chooseBackend(name, threads);
    paintOnCores(backend.threads);
    const workplace = { ...asked, backend: backend.name, events, store, dataroot, checkpointInterval };
    const executor = inlineExecutor(workplace);
    begins(executor);
    const [outcome] = await executor.run([job]);
    return outcome !== undefined && 'metrics' in outcome;
  } catch (error) {
    events.emit({ type: 'job', job: attempt, state: 'failed', detail: failureReason(asError(error)) });
    return false;
  } finally {
    clearInterval(watch);
    await events.close();
  }
}
