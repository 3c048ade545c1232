import { createHash } from 'node:crypto';
import type { FolderStore } from '../../storage/folder-store';
import { lastLines } from '../../storage/last-lines';
import type { Engine, OrderState } from '../engine';
import type { OrderCommand } from '../remote/order-command';
import { orderFile, ordersFolder, partsOf } from '../remote/orders';
import { batchScript } from './batch-script';
import { slurm } from './slurm-commands';

/** How long before the limit of time a task is asked to end, in seconds, unless the user says otherwise. */
const lead = 120;
/** How many lines of what a task printed are shown. */
const shownLines = 5;
/** SLURM's default; the numbers of tasks stay below it. */
const defaultArraySize = 1001;

export interface SlurmOptions extends OrderCommand {
  readonly store: FolderStore;
  readonly threads: number;
  /** How many tasks of one array may run at once; without it, as many as there is room for. */
  readonly atOnce: number | undefined;
  /** Options of sbatch, which win over those given here. */
  readonly sbatch: readonly string[];
}

export interface SlurmEngine extends Engine {
  /** The arrays in which these attempts are, for what is to begin after them. */
  arraysOf(attempts: readonly string[]): Promise<readonly string[]>;
}

/** A task of an array that SLURM knows. */
interface SlurmTask {
  readonly array: string;
  readonly index: string;
  readonly state: OrderState;
}

/**
 * SLURM by its own commands: a job array for all that is ordered at once. What it says is read with squeue alone, which forgets ended
 * tasks after some minutes; no accounting is needed.
 */
export function slurmEngine(options: SlurmOptions): SlurmEngine {
  const { store, start, rest, threads, atOnce, sbatch } = options;
  /** The attempts of each array that was read, by its name. */
  const lists = new Map<string, readonly string[]>();

  /** The attempts of an array, by the names of its tasks. */
  async function listOf(name: string): Promise<readonly string[]> {
    const bytes = lists.has(name) ? undefined : await store.read(listFile(name));
    if (bytes !== undefined) lists.set(name, Buffer.from(bytes).toString().split('\n'));
    return lists.get(name) ?? [];
  }

  /** Every task of this store that SLURM knows, by its attempt. */
  async function tasks(): Promise<ReadonlyMap<string, SlurmTask>> {
    const text = await slurm('squeue', ['--me', '-h', '-r', '-t', 'all', '-o', '%j|%F|%K|%T']);
    const found = new Map<string, SlurmTask>();
    for (const line of text.split('\n')) {
      const [name = '', array = '', index = '', state = ''] = line.trim().split('|');
      if (!isArray.test(name)) continue;
      const attempt = (await listOf(name))[Number(index)];
      if (attempt === undefined) continue;
      // One that was ordered twice is where it is furthest from being over.
      if (found.has(attempt) && stateOf(state) === 'over') continue;
      found.set(attempt, { array, index, state: stateOf(state) });
    }
    return found;
  }

  async function submitArray(attempts: readonly string[]): Promise<void> {
    const name = `exmodel-${createHash('sha256').update(attempts.join()).digest('hex').slice(0, 12)}`;
    await store.writeWhole(listFile(name), attempts.join('\n'));
    const parameters = [
      '--parsable',
      `--job-name=${name}`,
      `--array=0-${attempts.length - 1}${atOnce === undefined ? '' : `%${atOnce}`}`,
      `--output=${store.pathOf(ordersFolder)}/%x-%a.out`,
      '--open-mode=append',
      '--requeue',
      `--signal=B:USR1@${lead}`,
      `--cpus-per-task=${threads}`,
      ...sbatch,
    ];
    await slurm('sbatch', parameters, batchScript({ list: store.pathOf(listFile(name)), start, rest }));
  }

  /** Removes the files of arrays of which no order is left. */
  async function sweep(): Promise<void> {
    const files = await store.list(ordersFolder);
    const isOpen = (attempt: string) => files.includes(orderFile(partsOf(attempt)?.order ?? ''));
    for (const [name, attempts] of lists) {
      if (attempts.some(isOpen)) continue;
      lists.delete(name);
      const own = files.filter(
        (file) => file === listFile(name) || file.startsWith(`${ordersFolder}/${name}-`),
      );
      for (const file of own) await store.remove(file);
    }
  }

  return {
    name: 'SLURM',
    interval: 5000,
    async submit(attempts) {
      const size = (await arraySize()) - 1;
      for (let i = 0; i < attempts.length; i += size) await submitArray(attempts.slice(i, i + size));
    },
    async states(attempts) {
      const known = await tasks();
      return new Map(
        attempts.flatMap((attempt) => {
          const task = known.get(attempt);
          return task === undefined ? [] : [[attempt, task.state] as const];
        }),
      );
    },
    async cancel(attempts) {
      const known = await tasks();
      const ids = attempts.flatMap((attempt) => {
        const task = known.get(attempt);
        return task === undefined || task.state === 'over' ? [] : [`${task.array}_${task.index}`];
      });
      if (ids.length > 0) await slurm('scancel', ids);
    },
    async arraysOf(attempts) {
      const known = await tasks();
      return [...new Set(attempts.flatMap((attempt) => known.get(attempt)?.array ?? []))];
    },
    async lastWords(attempt) {
      for (const name of lists.keys()) {
        const index = lists.get(name)?.indexOf(attempt) ?? -1;
        if (index < 0) continue;
        const path = `${store.pathOf(ordersFolder)}/${name}-${index}.out`;
        const lines = lastLines(path, 4000).slice(-shownLines);
        return lines.length === 0 ? `It printed nothing to ${path}.` : `It printed: ${lines.join(' ')}`;
      }
      return '';
    },
    close: () => sweep().catch(() => {}), // What it leaves is in nobody's way.
  };
}

const isArray = /^exmodel-[0-9a-f]{12}$/;
const listFile = (name: string) => `${ordersFolder}/${name}.txt`;

/** The number of tasks that an array may have, as the cluster is configured. */
async function arraySize(): Promise<number> {
  const config = await slurm('scontrol', ['show', 'config']).catch(() => '');
  return Math.max(2, Number(/MaxArraySize\s*=\s*(\d+)/.exec(config)?.[1] ?? defaultArraySize));
}

/** What SLURM's word for a state means; it has some thirty, and most are ends. */
function stateOf(word: string): OrderState {
  if (/^(PENDING|REQUEUED|REQUEUE_\w+|CONFIGURING|RESV_DEL_HOLD|SPECIAL_EXIT)$/.test(word)) return 'waiting';
  if (/^(RUNNING|COMPLETING|SUSPENDED|STOPPED|SIGNALING|STAGE_OUT|RESIZING)$/.test(word)) return 'running';
  return 'over';
}
