import type { Work } from '@exmodel/loggers';

/** How far the whole run is, in the units of `work`. */
export class WorkMeter {
  #done = 0;
  #total = 0;
  #parts: number;

  /** @param parts how many times work will be planned */
  constructor(parts = 1) {
    this.#parts = parts;
  }

  /** Begins the next part with this much work. Later parts are assumed to be as long. */
  plan(work: number): void {
    this.#total = this.#done + work * Math.max(1, this.#parts--);
  }

  /** Takes out work that turned out to be unnecessary. */
  drop(work: number): void {
    this.#total -= work;
  }

  /** Adds work that was done; gives the part of a progress event that is about the whole run. */
  add(work: number): { work: Work } {
    this.#done += work;
    // Unplanned work (a test within an experience) must not carry the run past its end.
    this.#total = Math.max(this.#total, this.#done);
    return { work: { done: this.#done, total: this.#total } };
  }
}
