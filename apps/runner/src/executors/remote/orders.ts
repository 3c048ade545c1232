import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BackendName } from '../../backends/registry';
import type { Job } from '../../runs/job';
import { jobIdentity } from '../../runs/job-identity';
import { checkpointsOf } from '../../storage/checkpoints';
import type { FolderStore } from '../../storage/folder-store';
import { jsonText } from '../../storage/json-text';
import { readJson } from '../../storage/read-json';
import type { JobOrder } from '../process/job-order';

/** Where orders lie in the store while their jobs are not finished. */
export const ordersFolder = '.orders';

/** The name of a job's order: `exm-0123456789abcdef`, the same for the same job, whoever orders it. */
export function orderOf({ key, config }: Job, backend: BackendName): string {
  const identity = JSON.stringify([key, jobIdentity(config, backend)]);
  return `exm-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
}

/** The name of one attempt at an order, which is what engines get: `exm-0123456789abcdef-2`. */
export const attemptOf = (order: string, attempt: number) => `${order}-${attempt}`;

/** The order and the number of an attempt. */
export function partsOf(attempt: string): { readonly order: string; readonly number: number } | undefined {
  const [, order, number] = /^(exm-[0-9a-f]{16})-(\d{1,6})$/.exec(attempt) ?? [];
  return order === undefined ? undefined : { order, number: Number(number) };
}

export const orderFile = (order: string) => `${ordersFolder}/${order}.json`;
export const reportFile = (attempt: string) => `${ordersFolder}/${attempt}.jsonl`;

/** How often a job was tried; kept with its order, so that it counts for whoever goes on. */
const triesSchema = z.object({
  /** The number of the latest attempt, from 1. */
  attempt: z.int(),
  /** Attempts that ended without a result, since one got anywhere. */
  inVain: z.int(),
  /** What was kept of its work when the latest attempt was ordered. */
  kept: z.string(),
});

export type Tries = z.output<typeof triesSchema>;

const fileSchema = z.object({ tries: triesSchema, order: z.unknown() });

/** @throws UnwritableFileError */
export async function writeOrder(
  store: FolderStore,
  name: string,
  order: JobOrder,
  tries: Tries,
): Promise<void> {
  await store.writeWhole(orderFile(name), jsonText({ tries, order }));
}

/** An order as it lies in the store, its job unchecked; undefined if it was cancelled, or is done. */
export async function readOrder(
  store: FolderStore,
  name: string,
): Promise<{ readonly tries: Tries; readonly order: unknown } | undefined> {
  const bytes = await store.read(orderFile(name));
  const read = bytes && readJson(Buffer.from(bytes).toString(), fileSchema);
  return read !== undefined && 'value' in read ? read.value : undefined;
}

/** Removes an order, and what its attempts reported: processes that still work on it end. */
export async function dropOrder(store: FolderStore, name: string, attempts: number): Promise<void> {
  await store.remove(orderFile(name));
  for (let i = 1; i <= attempts; i++) await store.remove(reportFile(attemptOf(name, i)));
}

/**
 * What is kept of a job's work, of which no attempt is ever the same after it got on: its checkpoints, and experts with theirs.
 */
export async function keptWork(store: FolderStore, { key }: Job): Promise<string> {
  const kept = [...(await store.list(checkpointsOf(key))), ...(await store.list('.experts'))];
  return createHash('sha256').update(kept.join('\n')).digest('hex').slice(0, 16);
}
