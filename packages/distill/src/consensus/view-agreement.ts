/** What a {@link ViewAgreement} has seen, as plain values. */
export interface ViewSums {
  readonly experts: number;
  /** Sums over the experts, image by image, of either view's familiarity. */
  readonly own: Float32Array;
  readonly first: Float32Array;
  /** Sums over experts and images of products and squares. */
  readonly products: number;
  readonly ownSquares: number;
  readonly firstSquares: number;
}

/**
 * How far familiarity can be trusted, told without data: two views of it, the expert's own and that of the network that its training started
 * from, are compared. Both say, image by image, which experts know it better than the mean of all experts; where they agree, they see
 * something; where they do not, it is noise.
 */
export class ViewAgreement {
  #sums: ViewSums;

  constructor(images: number, sums?: ViewSums) {
    this.#sums = sums ?? {
      experts: 0,
      own: new Float32Array(images),
      first: new Float32Array(images),
      ...{ products: 0, ownSquares: 0, firstSquares: 0 },
    };
  }

  get sums(): ViewSums {
    return this.#sums;
  }

  /** One more expert's views of the images; those after the first `images` do not count. */
  add(own: Float32Array, first: Float32Array): void {
    const { experts, products, ownSquares, firstSquares, ...sums } = this.#sums;
    const dot = (a: Float32Array, b: Float32Array) =>
      sums.own.reduce((total, _, i) => total + (a[i] as number) * (b[i] as number), 0);
    this.#sums = {
      experts: experts + 1,
      own: sums.own.map((sum, i) => sum + (own[i] as number)),
      first: sums.first.map((sum, i) => sum + (first[i] as number)),
      products: products + dot(own, first),
      ownSquares: ownSquares + dot(own, own),
      firstSquares: firstSquares + dot(first, first),
    };
  }

  /** The correlation of both views, each less its mean over the experts, over all experts and images; undefined for fewer than two experts. */
  correlation(): number | undefined {
    const { experts, own, first, products, ownSquares, firstSquares } = this.#sums;
    if (experts < 2) return undefined;
    const less = (sum: number, a: Float32Array, b: Float32Array) =>
      sum - a.reduce((total, value, i) => total + value * (b[i] as number), 0) / experts;
    const scale = Math.sqrt(less(ownSquares, own, own) * less(firstSquares, first, first));
    return scale > 0 ? less(products, own, first) / scale : 0;
  }
}

/**
 * The weight of familiarity that fits such an agreement of its views: 0.5 where they do not agree (to 0.1), 1.5 where they do (0.2 to 0.5), and
 * 3 where they agree as on images like the experts' own (from 0.6 on); between these in proportion; 1 where it is not known.
 */
export function trustedWeight(correlation: number | undefined): number {
  if (correlation === undefined) return 1;
  const ramp = (from: number, to: number) => Math.min(Math.max((correlation - from) / (to - from), 0), 1);
  return 0.5 + ramp(0.1, 0.2) + 1.5 * ramp(0.5, 0.6);
}
