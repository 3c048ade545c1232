import type { Work } from './run-event';

/** How fast the work of a run goes. Times in milliseconds, work in the run's own units. */
export interface Pace {
  readonly began: number;
  /** `done` when the first observation was made: the work of an earlier process tells nothing about this one's speed. */
  readonly head: number;
  readonly time: number;
  readonly done: number;
  readonly total: number;
  /** Work and the time it took, both fading with age: their quotient is the smoothed rate. */
  readonly recentWork: number;
  readonly recentTime: number;
}

const LEAST_ELAPSED = 5_000;
const LEAST_FRACTION = 0.01;
/** From then on any amount of work gives an estimate: one per cent of a day is a quarter of an hour. */
const LONG_ELAPSED = 60_000;
const LEAST_MEMORY = 30_000;

/**
 * The pace after `work` was observed at `time`. Observations fade with a time constant of half the time elapsed, at least
 * 30 s: the rate follows the run, the more calmly the longer it runs. Work that is not a number is ignored; `done` going
 * down begins afresh.
 */
export function observeWork(pace: Pace | undefined, time: number, { done, total }: Work): Pace | undefined {
  if (!Number.isFinite(done) || !Number.isFinite(total)) return pace;
  if (pace === undefined || done < pace.done) {
    return { began: time, head: done, time, done, total, recentWork: 0, recentTime: 0 };
  }
  const passed = Math.max(0, time - pace.time);
  const memory = Math.max(LEAST_MEMORY, (time - pace.began) / 2);
  const kept = Math.exp(-passed / memory);
  // Field by field: a spread is slow, and this runs at every event.
  return {
    began: pace.began,
    head: pace.head,
    time,
    done,
    total,
    recentWork: pace.recentWork * kept + (done - pace.done),
    recentTime: pace.recentTime * kept + passed,
  };
}

/**
 * Milliseconds of work left, or undefined while an estimate would be a guess: the first 5 s and the first per cent (at most a
 * minute), and while so little was done that no number holds the time left.
 */
export function timeLeft(pace: Pace | undefined): number | undefined {
  if (pace === undefined || pace.recentWork <= 0 || pace.recentTime <= 0) return undefined;
  const elapsed = pace.time - pace.began;
  const fraction = (pace.done - pace.head) / (pace.total - pace.head);
  if (elapsed < LEAST_ELAPSED || (fraction < LEAST_FRACTION && elapsed < LONG_ELAPSED)) return undefined;
  const left = (Math.max(0, pace.total - pace.done) * pace.recentTime) / pace.recentWork;
  return Number.isFinite(left) ? left : undefined;
}
