/**
 * What a run reports while it is under way. Plain data only: no class instances, functions or tensors, so that any event can be written as JSON, sent to another process or shown.
 */
export type RunEvent =
  | RunBegin
  | JobChange
  | Progress
  | MetricValue
  | Histogram
  | ImageWritten
  | Message
  | RunEnd;

/** An event with the time it was emitted at. Sinks have no other clock: the same events give the same output. */
export type StampedEvent<E extends RunEvent = RunEvent> = E & {
  /** ISO 8601, UTC, milliseconds: `2026-11-23T05:42:33.120Z`. */
  readonly time: string;
};

/** A run begins. */
export interface RunBegin {
  readonly type: 'run';
  readonly name: string;
  /** Names of its jobs. */
  readonly jobs: readonly string[];
  /** Name of the TensorFlow.js backend. */
  readonly backend: string;
  readonly seed: number;
  /** The configuration, for sinks that keep it beside the numbers; where the run is one job, all of that job's. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

/** A job of the run changed state. */
export interface JobChange {
  readonly type: 'job';
  /** Its name: `replay_ed`, `minversion_ed/VAL0`. */
  readonly job: string;
  /**
   * - `diverged`: it is finished, and has no result, because its numbers became NaN or infinite
   * - `cancelled`: somebody asked for its end
   */
  readonly state: 'started' | 'finished' | 'diverged' | 'skipped' | 'failed' | 'cancelled';
  /** For people: why it was skipped, diverged, failed or cancelled, or its result in a few words. */
  readonly detail?: string | undefined;
}

/** How far the run is. May be emitted as often as is convenient: sinks thin it out. */
export interface Progress {
  readonly type: 'progress';
  /** What is being done: `experts`. A new name, or `done` going down, begins a new phase. */
  readonly phase: string;
  /** Where within it, for people: `epoch 1/1`. */
  readonly detail: string;
  /** `done` of `total` steps of this phase. */
  readonly done: number;
  readonly total: number;
  /**
   * `done` of `total` units of work of the whole run, planned ahead in any unit that grows with computing time; the time
   * left is computed from it. Work that turns out to be unnecessary (cached, skipped) must leave `total`: it must not enter
   * `done`, where it would look like speed.
   */
  readonly work?: Work | undefined;
  /** Numbers worth watching: `{ loss: 0.043 }`. */
  readonly values?: Readonly<Record<string, number>> | undefined;
  /** Where on which curve `values` lie, for charts; without it they are only shown. */
  readonly curve?: Curve | undefined;
}

export interface Work {
  readonly done: number;
  readonly total: number;
}

export interface Curve {
  /** `distillation/experience0`. */
  readonly name: string;
  /** Place on the curve's axis: a whole number that only grows. */
  readonly step: number;
}

/** A measurement. Every sink that stores anything stores it. */
export interface MetricValue {
  readonly type: 'metric';
  readonly job: string;
  /** The experience learned last, from 0. */
  readonly experience: number;
  /** Iteration within the experience; absent at its end. */
  readonly step?: number | undefined;
  readonly name: string;
  readonly value: number;
}

/** How numbers are spread: the weights of a layer. */
export interface Histogram {
  readonly type: 'histogram';
  readonly job: string;
  /** The experience learned last, from 0. */
  readonly experience: number;
  /** `weights/feature_extractor.0/kernel`. */
  readonly name: string;
  /** The smallest and the largest. */
  readonly min: number;
  readonly max: number;
  /** How many are in each of the bins of equal width from `min` to `max`. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** A picture was written, or replaced by a newer one. */
export interface ImageWritten {
  readonly type: 'image';
  readonly job: string;
  /** The experience learned last, from 0. */
  readonly experience: number;
  readonly name: string;
  /** A PNG file. */
  readonly path: string;
}

/** A remark for people. */
export interface Message {
  readonly type: 'message';
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** A run is over. */
export interface RunEnd {
  readonly type: 'end';
  readonly state: 'finished' | 'interrupted' | 'failed';
}
