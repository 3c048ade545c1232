import type { Rows } from './read-rows';

/** Evidence of a class that nobody knows yet: that much less likely than what experts usually see, in deviations. */
export const unknown = -3;

/**
 * What all experts so far say of the images, class by class: the learner's memory. A class's evidence is the mean
 * over the experts that know it, so none counts more than another; a class that nobody knows yet has evidence
 * {@link unknown}. Adding is exact: nothing is forgotten.
 */
export class Evidence implements Rows {
  /** images × outputs values, row-major. */
  #values: Float32Array;
  /** How many experts know each class. */
  readonly experts: Int32Array;

  constructor(
    images: number,
    /** The number of outputs. */
    readonly width: number,
    saved?: { readonly values: Float32Array; readonly experts: Int32Array },
  ) {
    this.#values = saved?.values.slice() ?? new Float32Array(images * width).fill(unknown);
    this.experts = saved?.experts.slice() ?? new Int32Array(width);
  }

  get values(): Float32Array {
    return this.#values;
  }

  get images(): number {
    return this.#values.length / this.width;
  }

  /** Takes in what one more expert says of its classes: images × classes.length values. */
  add(classes: readonly number[], said: Float32Array): void {
    classes.forEach((c, column) => {
      const experts = (this.experts[c] as number) + 1;
      this.experts[c] = experts;
      for (let image = 0; image < this.images; image++) {
        const at = image * this.width + c;
        const mean = this.#values[at] as number;
        this.#values[at] = mean + ((said[image * classes.length + column] as number) - mean) / experts;
      }
    });
  }

  /** More images, with what the experts so far say of them: rows × outputs values. */
  extend(rows: Float32Array): void {
    const all = new Float32Array(this.#values.length + rows.length);
    all.set(this.#values);
    all.set(rows, this.#values.length);
    this.#values = all;
  }
}
