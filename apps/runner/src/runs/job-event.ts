import type { Curve, Histogram } from '@exmodel/loggers';

/** A little work was done for a job. */
export interface JobProgress {
  readonly type: 'progress';
  readonly experience: number;
  /** What was done, for people. */
  readonly detail: string;
  /** Since the last event. */
  readonly work: number;
  readonly loss: number | undefined;
  /** Where on which curve the loss lies. */
  readonly curve?: Curve;
}

/** What a job reports while it learns: progress, measurements, how its weights are spread, pictures that were written, that it diverged. */
export type JobEvent =
  | JobProgress
  | {
      readonly type: 'metric';
      readonly name: string;
      readonly experience: number;
      readonly step?: number;
      readonly value: number;
    }
  | Omit<Histogram, 'job'>
  /** It learns no further: numbers are NaN or infinite. */
  | { readonly type: 'job'; readonly state: 'diverged'; readonly detail: string }
  | { readonly type: 'image'; readonly name: string; readonly experience: number; readonly path: string };
