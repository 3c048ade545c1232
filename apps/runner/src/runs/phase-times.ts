import type { Metrics } from '../storage/metrics-file';

type Phase = Exclude<keyof Metrics['times'], 'finishedAt' | 'total'>;

/** How long the phases of a job take, in seconds. */
export class PhaseTimes {
  readonly #began = performance.now();
  readonly #seconds: Record<Phase, number> = { synthesis: 0, distillation: 0, training: 0, evaluation: 0 };
  #mark = this.#began;

  /** Counts the time since the last call for this phase; that of other phases is only part of the total. */
  count(phase: string): void {
    const now = performance.now();
    if (phase in this.#seconds) this.#seconds[phase as Phase] += (now - this.#mark) / 1000;
    this.#mark = now;
  }

  /** The times so far, as metrics.json has them. */
  now(): Metrics['times'] {
    const total = (performance.now() - this.#began) / 1000;
    return { finishedAt: new Date().toISOString(), ...this.#seconds, total };
  }
}
