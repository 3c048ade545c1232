import { type ArchitectureExperts, betweenArchitectures, includeExpert } from './between-architectures';
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
  readonly architectures?: readonly ArchitectureExperts[];
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
  #architectures: readonly ArchitectureExperts[];

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
    this.#architectures = saved?.architectures ?? [];
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

  /** Of the experts whose familiarity is known. */
  get architectures(): readonly ArchitectureExperts[] {
    return this.#architectures;
  }

  /** Log-odds + `weight`·familiarity, made comparable between architectures. */
  weighed(weight: number): Rows {
    const { width } = this;
    const known = (image: number, c: number) => this.#expertsOf(image, c) > 0;
    const familiarity = { width, values: this.#familiarity };
    const comparable = betweenArchitectures(familiarity, known, this.#architectures);
    return { width, values: this.#odds.map((odds, at) => odds + weight * (comparable[at] as number)) };
  }

  /**
   * Includes one more expert's evidence for its classes.
   *
   * @param odds images × classes.length values
   * @param familiar how familiar it is with each image, and the inputs of its layers, which tell its architecture; undefined where that is not known
   */
  add(
    classes: readonly number[],
    odds: Float32Array,
    familiar: { readonly images: Float32Array; readonly layers: string } | undefined,
  ): void {
    for (const c of classes) this.experts[c] = (this.experts[c] as number) + 1;
    if (familiar !== undefined)
      this.#architectures = includeExpert(this.#architectures, familiar.layers, classes, this.width);
    classes.forEach((c, column) => {
      for (let image = 0; image < this.images; image++) {
        const at = image * this.width + c;
        const experts = this.#expertsOf(image, c);
        include(this.#odds, at, odds[image * classes.length + column] as number, experts);
        include(this.#familiarity, at, familiar?.images[image] ?? 0, experts);
      }
    });
  }

  /** How many experts of a class have been queried on an image. */
  #expertsOf(image: number, c: number): number {
    const late = this.#lateImages.findLast(({ from }) => from <= image);
    return (this.experts[c] as number) - (late?.missed[c] ?? 0);
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
