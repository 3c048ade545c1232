import type { Expert } from './expert';

/**
 * Numbers that are NaN or infinite, where the work needs finite ones to go on: a training or a synthesis diverged, or an expert
 * or images were given that hold such numbers.
 */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  /** The step or iteration at which it was found, from 1; undefined for what was given, and after the last one. */
  readonly step: number | undefined;
  /** The expert whose numbers they are, if it was given as one. */
  readonly expert: Expert | undefined;

  constructor(
    /** Whose numbers they are. */
    readonly subject: 'student' | 'synthesis' | 'expert' | 'images',
    /** What is not finite, and where: `the student's loss is NaN at step 4 of 15`. */
    readonly found: string,
    { step, expert }: { readonly step?: number | undefined; readonly expert?: Expert | undefined } = {},
  ) {
    super(`${found}; finite numbers are needed. ${remedy[subject]}`);
    this.step = step;
    this.expert = expert;
  }
}

const remedy = {
  student: 'Begin again from saved weights, with a lower learning rate or an optimizer that clips gradients.',
  synthesis: 'Lower its learningRate, or the weights of its penalties (batchNorm, blur, weightDecay).',
  expert: 'Train it again at a lower learning rate, or leave it out.',
  images: 'Correct the source of the images, or their normalisation.',
} as const;
