import type { FoundState } from '../storage/find-jobs';

/** What the server of the live page tells the page. Plain data, as JSON has it; a number that is NaN or infinite is null. */
export interface JobSummary {
  /** Its folder as the user would write it; what the page asks for by. */
  readonly job: string;
  /** The folder of its experiment or study, and the name of its series in it: jobs of one series differ by their seed. */
  readonly group: string;
  readonly series: string;
  /** Its own name within the series, `SEED1`; empty for the only job of a series. */
  readonly name: string;
  readonly state: FoundState;
  /** It tried a point of a grid, and is no result. */
  readonly isCandidate: boolean;
  /** What its log says last, or what is wrong with it. */
  readonly last: string | null;
  /** When it gave its last sign of life, in ISO 8601. */
  readonly time: string | null;
  readonly strategy: string | null;
  readonly scenario: string | null;
  readonly seed: number | null;
  /** 0 … 1, of a finished job that has one. */
  readonly accuracy: number | null;
  readonly forgetting: number | null;
  /** How long a finished job took. */
  readonly seconds: number | null;
  /** How much of its command's work is done, 0 … 1, and how many seconds are left of it, of a running job. */
  readonly done: number | null;
  readonly left: number | null;
}

/** Jobs that are new or changed, and those that are gone. */
export interface JobsChanged {
  /** Whether these are all, in place of those that were sent before. */
  readonly anew: boolean;
  readonly jobs: readonly JobSummary[];
  readonly removed: readonly string[];
  /** Folders that were given and do not exist. */
  readonly missing: readonly string[];
}

/** A point of a curve: place on its axis, and the value, null where it was NaN or infinite. */
export type Point = readonly [x: number, y: number | null];

export interface Curve {
  /** As TensorBoard has it: `loss/distillation/experience0`, `accuracy/within_experience0`, `accuracy`. */
  readonly name: string;
  readonly points: readonly Point[];
}

/** What was added to a job's log. */
export interface LogGrown {
  readonly job: string;
  /** Whether this is all there is, in place of what was sent before. */
  readonly anew: boolean;
  readonly curves: readonly Curve[];
  /** Why the log cannot be read. */
  readonly fault?: string;
}

/** Everything about one job but its curves. */
export interface JobDetail {
  readonly summary: JobSummary;
  /** Its configuration; null if there is none that can be read. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** `metrics.json` as it is, once it is finished. */
  readonly metrics: JobMetrics | null;
  /** Pictures in its folder. */
  readonly images: readonly string[];
  /** Changes when one of them does. */
  readonly imagesVersion: string;
}

/** The parts of `metrics.json` that the page draws. */
export interface JobMetrics {
  readonly accuracyMatrix: readonly (readonly (number | null)[])[];
  readonly accuracy: number | null;
  readonly averageForgetting: number | null;
  readonly backwardTransfer: number | null;
}

/** What the page can start. */
export interface Experiments {
  /** The folder that they are in, and their paths in it. */
  readonly folder: string;
  readonly files: readonly string[];
  /** Where their results go. */
  readonly results: string;
}

/** The end of a log for people. */
export interface LogText {
  readonly text: string;
  /** Where it begins and ends in the file, in bytes. */
  readonly from: number;
  readonly to: number;
}
