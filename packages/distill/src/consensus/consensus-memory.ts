import { shareOrigin } from '../averages/share-origin';
import type { Expert } from '../expert';
import { fnv1a } from '../fnv1a';
import { concatenateImages, type ImageBatch } from '../images';
import type { Weights } from '../weights';
import { Evidence } from './evidence';
import type { ExpertEvidence } from './expert-evidence';
import { familiarity } from './familiarity';
import { includeWeights, type MeanWeights } from './mean-weights';
import { includeStatistics, type StatisticsShift } from './statistics-shift';
import { ViewAgreement } from './view-agreement';

/** What the learner remembers of the experts: their evidence, and the mean of their weights. */
export class ConsensusMemory {
  #checksum: number | undefined;
  /** The images that all experts share, and those that were added later. */
  images: ImageBatch;
  evidence: Evidence;
  /** How far familiarity can be trusted. */
  views: ViewAgreement;
  /** Experts that have been queried. */
  experiences = 0;
  /** The student's weights as they were at first. */
  initial: Weights | undefined;
  mean: MeanWeights | undefined;
  /** From the images that they are queried on to those that they were trained on, of experts that were aligned. */
  shift: StatisticsShift | undefined;

  constructor(
    /** The images that all experts are queried on. */
    readonly sharedImages: ImageBatch,
    outputs: number,
  ) {
    this.images = sharedImages;
    this.evidence = new Evidence(sharedImages.count, outputs);
    this.views = new ViewAgreement(sharedImages.count);
  }

  /** Of the bits of the shared images, which never change. */
  get checksum(): number {
    const { pixels } = this.sharedImages;
    this.#checksum ??= fnv1a(new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length));
    return this.#checksum;
  }

  addImages({ shape, count, pixels }: ImageBatch): void {
    this.images = concatenateImages([this.images, { shape, count, pixels }]);
    this.evidence.extend(count);
  }

  addExpert(
    { classes, initialEstimated }: Expert,
    { odds, views, layers }: ExpertEvidence,
    weights: Weights | undefined,
    aligned: Pick<StatisticsShift, 'trained' | 'seen'> | undefined,
  ): void {
    if (weights !== undefined && this.initial !== undefined)
      this.mean = includeWeights(this.mean, weights, this.initial);
    if (aligned !== undefined) this.shift = includeStatistics(this.shift, aligned);
    const familiar =
      views.length > 0 ? { images: familiarity(views, this.sharedImages.count), layers } : undefined;
    this.evidence.add(classes, odds, familiar);
    const [own, first] = views;
    // With an estimated start the other view is much like the expert's own: that they agree tells nothing.
    if (own !== undefined && first !== undefined && !initialEstimated) this.views.add(own, first);
    this.experiences += 1;
  }

  /**
   * The mean weights, if training should start from them and not from the initial ones: a mean of several experts, or the
   * weights of an only one; not those of one of several that started from other weights than the rest.
   */
  start(): Weights | undefined {
    if (this.mean === undefined || this.initial === undefined) return undefined;
    const { weights, experts } = this.mean;
    return experts > 1 || this.experiences === 1 || shareOrigin(weights, this.initial) ? weights : undefined;
  }
}
