import type { Rows } from './read-rows';

/**
 * Evidence of a class that nobody who knows it has been asked about yet: that much less likely than what experts
 * usually see, in deviations.
 */
const unheard = -3;

/** Images that came later: the first of them, and how many experts of each class had been heard before. */
export interface Latecomers {
  readonly from: number;
  readonly missed: Int32Array;
}

/** What an {@link Evidence} is made of. */
interface SavedEvidence {
  readonly values: Float32Array;
  readonly experts: Int32Array;
  readonly latecomers: readonly Latecomers[];
}

/**
 * What all experts so far say of the images, class by class: the learner's memory. A class's evidence is the mean
 * over the experts that know it, so none counts more than another; a class that nobody knows yet has evidence −3.
 * Adding is exact: nothing is forgotten.
 */
export class Evidence implements Rows, SavedEvidence {
  /** images × outputs values, row-major. */
  #values: Float32Array;
  /** How many experts know each class. */
  readonly experts: Int32Array;
  readonly #latecomers: Latecomers[];

  constructor(
    images: number,
    /** The number of outputs. */
    readonly width: number,
    saved?: SavedEvidence,
  ) {
    this.#values = saved?.values.slice() ?? new Float32Array(images * width).fill(unheard);
    this.experts = saved?.experts.slice() ?? new Int32Array(width);
    this.#latecomers = [...(saved?.latecomers ?? [])];
  }

  get values(): Float32Array {
    return this.#values;
  }

  get images(): number {
    return this.#values.length / this.width;
  }

  get latecomers(): readonly Latecomers[] {
    return this.#latecomers;
  }

  /** Takes in what one more expert says of its classes: images × classes.length values. */
  add(classes: readonly number[], said: Float32Array): void {
    for (const c of classes) this.experts[c] = (this.experts[c] as number) + 1;
    const parts = [{ from: 0, missed: new Int32Array(this.width) }, ...this.#latecomers];
    parts.forEach(({ from, missed }, part) => {
      const to = parts[part + 1]?.from ?? this.images;
      classes.forEach((c, column) => {
        const experts = (this.experts[c] as number) - (missed[c] as number);
        for (let image = from; image < to; image++) {
          const at = image * this.width + c;
          const mean = experts === 1 ? 0 : (this.#values[at] as number);
          this.#values[at] = mean + ((said[image * classes.length + column] as number) - mean) / experts;
        }
      });
    });
  }

  /** So many more images, of which no expert before has been asked. */
  extend(images: number): void {
    this.#latecomers.push({ from: this.images, missed: this.experts.slice() });
    const all = new Float32Array(this.#values.length + images * this.width).fill(unheard);
    all.set(this.#values);
    this.#values = all;
  }
}
