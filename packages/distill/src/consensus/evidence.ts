import type { Rows } from './read-rows';

/**
 * Evidence of a class for an image on which none of its experts has been queried: that much less likely than what experts
 * see on average, in standard deviations.
 */
const unknown = -3;

/** Images that were added later: the first of them, and how many experts of each class had been queried before. */
export interface LateImages {
  readonly from: number;
  readonly missed: Int32Array;
}

/** What an {@link Evidence} is made of. */
interface SavedEvidence {
  readonly values: Float32Array;
  readonly experts: Int32Array;
  readonly lateImages: readonly LateImages[];
}

/**
 * The evidence of all experts so far, image by image and class by class: the learner's memory. A class's evidence is the
 * mean over the experts that were trained on it, so none counts more than another; a class of no expert yet has evidence
 * −3. Adding is exact: nothing is forgotten.
 */
export class Evidence implements Rows, SavedEvidence {
  /** images × outputs values, row-major. */
  #values: Float32Array;
  /** How many experts were trained on each class. */
  readonly experts: Int32Array;
  readonly #lateImages: LateImages[];

  constructor(
    images: number,
    /** The number of outputs. */
    readonly width: number,
    saved?: SavedEvidence,
  ) {
    this.#values = saved?.values.slice() ?? new Float32Array(images * width).fill(unknown);
    this.experts = saved?.experts.slice() ?? new Int32Array(width);
    this.#lateImages = [...(saved?.lateImages ?? [])];
  }

  get values(): Float32Array {
    return this.#values;
  }

  get images(): number {
    return this.#values.length / this.width;
  }

  get lateImages(): readonly LateImages[] {
    return this.#lateImages;
  }

  /** Includes one more expert's evidence for its classes: images × classes.length values. */
  add(classes: readonly number[], evidence: Float32Array): void {
    for (const c of classes) this.experts[c] = (this.experts[c] as number) + 1;
    const parts = [{ from: 0, missed: new Int32Array(this.width) }, ...this.#lateImages];
    parts.forEach(({ from, missed }, part) => {
      const to = parts[part + 1]?.from ?? this.images;
      classes.forEach((c, column) => {
        const experts = (this.experts[c] as number) - (missed[c] as number);
        for (let image = from; image < to; image++) {
          const at = image * this.width + c;
          const mean = experts === 1 ? 0 : (this.#values[at] as number);
          this.#values[at] = mean + ((evidence[image * classes.length + column] as number) - mean) / experts;
        }
      });
    });
  }

  /** So many more images, on which no earlier expert has been queried. */
  extend(images: number): void {
    this.#lateImages.push({ from: this.images, missed: this.experts.slice() });
    const all = new Float32Array(this.#values.length + images * this.width).fill(unknown);
    all.set(this.#values);
    this.#values = all;
  }
}
