import { createHash } from 'node:crypto';
import type { EventStream } from '@exmodel/loggers';
import type { TrainedExpert } from '../experts/prepare-experts';
import {
  type CheckpointOptions,
  type Checkpoints,
  checkpointsIn,
  checkpointsOf,
  type StateOrigin,
  versionsHere,
} from '../storage/checkpoints';
import type { FolderStore } from '../storage/folder-store';
import type { Job } from './job';
import { logSizes } from './job-logs';
import type { JobState } from './job-state';

/** The checkpoints of a job. */
export type JobCheckpoints = Checkpoints<JobState>;

/** Raised when a state has other parts than before: earlier ones are then passed over. */
const revision = '2';

/** What a job's states are good for: these versions and these experts. */
export async function jobOrigin(backend: string, experts: readonly TrainedExpert[]): Promise<StateOrigin> {
  const hash = createHash('sha256');
  for (const { model } of experts) {
    for (const values of await Promise.all(model.getWeights().map((weight) => weight.data())))
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return { ...versionsHere(backend), revision, experts: hash.digest('hex').slice(0, 16) };
}

/** The latest state of an unfinished job that can be used; what is wrong with later ones is reported. */
export async function savedState(
  { name, key }: Pick<Job, 'name' | 'key'>,
  store: FolderStore,
  options: CheckpointOptions,
  events: EventStream,
): Promise<JobState | undefined> {
  const warn = (text: string) => events.emit({ type: 'message', level: 'warning', text: `${name}: ${text}` });
  const { state, unusable } = await checkpointsIn<JobState>(store, checkpointsOf(key), options).latest();
  for (const reason of unusable) warn(`a checkpoint is passed over. ${reason}`);
  if (state === undefined) return undefined;
  const sizes = logSizes(store.pathOf(key));
  const short = Object.entries(state.logs).find(([log, size]) => (sizes[log] ?? 0) < size);
  if (short === undefined) return state;
  // After a power cut: checkpoints are flushed to the disk, lines of logs are not.
  warn(`starts anew, because ${short[0]} has lost lines since its checkpoint`);
  return undefined;
}
