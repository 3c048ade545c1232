import { createHash } from 'node:crypto';
import type { EventStream } from '@exmodel/loggers';
import { version_core } from '@tensorflow/tfjs-core';
import manifest from '../../package.json';
import type { TrainedExpert } from '../experts/prepare-experts';
import {
  latestCheckpoint,
  removeCheckpoints,
  type StateOrigin,
  writeCheckpoint,
} from '../storage/checkpoint-files';
import type { FolderStore } from '../storage/folder-store';
import type { JobState } from './job-state';

/** Seconds between two checkpoints within an experience, unless the user says another number. */
export const defaultInterval = 30;
/** Checkpoints take at most one part of so many of a job's time. */
const parts = 20;

/** When and where a job's states are kept. */
export interface Checkpoints {
  /**
   * Keeps a state if it is time for one: at the end of an experience, and within one after every interval, but never more than a twentieth of
   * the time is spent on it. An interval of 0 keeps every state.
   */
  offer(take: () => Promise<JobState>, moment: 'within' | 'between'): Promise<void>;
  /** The job is finished: its checkpoints are removed. */
  finish(): Promise<void>;
}

/** @param interval in seconds */
export function jobCheckpoints(
  store: FolderStore,
  folder: string,
  { origin, interval }: { readonly origin: StateOrigin; readonly interval: number },
): Checkpoints {
  let kept = performance.now();
  let cost = 0;
  const due = (moment: 'within' | 'between') => {
    if (interval === 0) return true;
    const wait = Math.max(parts * cost, moment === 'within' ? interval * 1000 : 0);
    return performance.now() - kept >= wait;
  };
  return {
    async offer(take, moment) {
      if (!due(moment)) return;
      const began = performance.now();
      await writeCheckpoint(store, folder, await take(), origin);
      kept = performance.now();
      cost = kept - began;
    },
    finish: () => removeCheckpoints(store, folder),
  };
}

/** What a job's state is good for: these versions and these experts. */
export async function stateOrigin(backend: string, experts: readonly TrainedExpert[]): Promise<StateOrigin> {
  const hash = createHash('sha256');
  for (const { model } of experts) {
    for (const values of await Promise.all(model.getWeights().map((weight) => weight.data())))
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return {
    exmodel: manifest.version,
    tfjs: version_core,
    node: process.version,
    backend,
    experts: hash.digest('hex').slice(0, 16),
  };
}

/** The latest state of an unfinished job that can be used; what is wrong with later ones is reported. */
export async function savedState(
  store: FolderStore,
  { name, key }: { readonly name: string; readonly key: string },
  origin: StateOrigin,
  events: EventStream,
): Promise<JobState | undefined> {
  const { state, unusable } = await latestCheckpoint(store, key, origin);
  for (const reason of unusable) {
    const text = `${name}: a checkpoint cannot be used and is passed over. ${reason}.`;
    events.emit({ type: 'message', level: 'warning', text });
  }
  return state as JobState | undefined;
}
