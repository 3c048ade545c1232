import { createHash } from 'node:crypto';
import type { EventStream } from '@exmodel/loggers';
import type { TrainedExpert } from '../experts/prepare-experts';
import { type Checkpoints, type StateOrigin, versionsHere } from '../storage/checkpoints';
import type { JobState } from './job-state';

/** The checkpoints of a job. */
export type JobCheckpoints = Checkpoints<JobState>;

/** What a job's states are good for: these versions and these experts. */
export async function jobOrigin(backend: string, experts: readonly TrainedExpert[]): Promise<StateOrigin> {
  const hash = createHash('sha256');
  for (const { model } of experts) {
    for (const values of await Promise.all(model.getWeights().map((weight) => weight.data())))
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return { ...versionsHere(backend), experts: hash.digest('hex').slice(0, 16) };
}

/** The latest state of an unfinished job that can be used; what is wrong with later ones is reported. */
export async function savedState(
  name: string,
  checkpoints: JobCheckpoints,
  events: EventStream,
): Promise<JobState | undefined> {
  const { state, unusable } = await checkpoints.latest();
  for (const reason of unusable) {
    const text = `${name}: a checkpoint is passed over. ${reason}`;
    events.emit({ type: 'message', level: 'warning', text });
  }
  return state;
}
