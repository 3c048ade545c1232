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
  readonly odds: Float32Array;
  readonly familiarity: Float32Array;
  readonly experts: Int32Array;
  readonly lateImages: readonly LateImages[];
}

/**
 * The evidence of all experts so far, image by image and class by class: the learner's memory. A class's log-odds and familiarity are
 * means over the experts that were trained on it, so none counts more than another; a class of no expert yet has evidence
 * −3. Adding is exact: nothing is forgotten.
 */
export class Evidence implements SavedEvidence {
  /** images × outputs values each, row-major. */
  #odds: Float32Array;
  #familiarity: Float32Array;
  /** How many experts were trained on each class. */
  readonly experts: Int32Array;
  readonly #lateImages: LateImages[];

  constructor(
    images: number,
    /** The number of outputs. */
    readonly width: number,
    saved?: SavedEvidence,
  ) {
    this.#odds = saved?.odds.slice() ?? new Float32Array(images * width).fill(unknown);
    this.#familiarity = saved?.familiarity.slice() ?? new Float32Array(images * width);
    this.experts = saved?.experts.slice() ?? new Int32Array(width);
    this.#lateImages = [...(saved?.lateImages ?? [])];
  }

  get odds(): Float32Array {
    return this.#odds;
  }

  get familiarity(): Float32Array {
    return this.#familiarity;
  }

  get images(): number {
    return this.#odds.length / this.width;
  }

  get lateImages(): readonly LateImages[] {
    return this.#lateImages;
  }

  /** Log-odds + `weight`·familiarity. */
  weighed(weight: number): Rows {
    const values = this.#odds.map((odds, at) => odds + weight * (this.#familiarity[at] as number));
    return { width: this.width, values };
  }

  /**
   * Includes one more expert's evidence for its classes.
   *
   * @param odds images × classes.length values
   * @param familiarity of each image; undefined where it is not known
   */
  add(classes: readonly number[], odds: Float32Array, familiarity: Float32Array | undefined): void {
    for (const c of classes) this.experts[c] = (this.experts[c] as number) + 1;
    const parts = [{ from: 0, missed: new Int32Array(this.width) }, ...this.#lateImages];
    parts.forEach(({ from, missed }, part) => {
      const to = parts[part + 1]?.from ?? this.images;
      classes.forEach((c, column) => {
        const experts = (this.experts[c] as number) - (missed[c] as number);
        for (let image = from; image < to; image++) {
          const at = image * this.width + c;
          include(this.#odds, at, odds[image * classes.length + column] as number, experts);
          include(this.#familiarity, at, familiarity?.[image] ?? 0, experts);
        }
      });
    });
  }

  /** So many more images, on which no earlier expert has been queried. */
  extend(images: number): void {
    this.#lateImages.push({ from: this.images, missed: this.experts.slice() });
    const odds = new Float32Array(this.#odds.length + images * this.width).fill(unknown);
    odds.set(this.#odds);
    this.#odds = odds;
    const familiarity = new Float32Array(odds.length);
    familiarity.set(this.#familiarity);
    this.#familiarity = familiarity;
  }
}

/** Makes the mean at a place one of `count` values, of which `value` is the last. */
function include(means: Float32Array, at: number, value: number, count: number): void {
  const mean = count === 1 ? 0 : (means[at] as number);
  means[at] = mean + (value - mean) / count;
}
