import type { Metrics } from '../storage/metrics-file';

type Phase = Exclude<keyof Metrics['times'], 'finishedAt' | 'total'>;

/** Seconds so far. */
export type PhaseTimesState = Readonly<Record<Phase | 'total', number>>;

/** How long the phases of a job take, in seconds. The time of a job that goes on adds to the time until its checkpoint. */
export class PhaseTimes {
  readonly #began = performance.now();
  readonly #before: number;
  readonly #seconds: Record<Phase, number>;
  #mark = this.#began;

  constructor(from?: PhaseTimesState) {
    const { total, ...phases } = from ?? {
      synthesis: 0,
      distillation: 0,
      training: 0,
      evaluation: 0,
      total: 0,
    };
    this.#before = total;
    this.#seconds = phases;
  }

  /** Counts the time since the last call for this phase; that of other phases is only part of the total. */
  count(phase: string): void {
    const now = performance.now();
    if (phase in this.#seconds) this.#seconds[phase as Phase] += (now - this.#mark) / 1000;
    this.#mark = now;
  }

  state(): PhaseTimesState {
    return { ...this.#seconds, total: this.#before + (performance.now() - this.#began) / 1000 };
  }

  /** The times so far, as metrics.json has them. */
  now(): Metrics['times'] {
    return { finishedAt: new Date().toISOString(), ...this.state() };
  }
}
