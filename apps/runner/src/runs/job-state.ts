import type { ImageBatch } from '@exmodel/distill';
import type { PhaseTimesState } from './phase-times';
import type { RunRecordState } from './run-record';

/** Everything that a job needs to go on with the same bits: plain values, taken between two events of its strategy. */
export interface JobState {
  /** The experience in which it was taken or, between two, the next one. */
  readonly experience: number;
  /** Of the strategy. */
  readonly strategy: unknown;
  readonly record: RunRecordState;
  readonly times: PhaseTimesState;
  /** The images on the sheet so far, by experience. */
  readonly shown: readonly ImageBatch[];
  /** The step that was reported last: of several reports of a step, the first is a point of its curve. */
  readonly point: string;
  /** Work done, in the units of the plan. */
  readonly work: number;
  /** The size of each log, in bytes. What was logged later is logged again. */
  readonly logs: Readonly<Record<string, number>>;
}
