/** An expert diverged in its training. Nothing of it is kept. */
export class DivergedExpertError extends Error {
  override readonly name = 'DivergedExpertError';

  constructor(
    /** Place in the stream, from 0. */
    readonly expert: number,
    readonly classes: readonly number[],
    found: string,
    /** The learning rate, `expert_lr`. */
    readonly rate: number,
  ) {
    super(
      `expert ${expert + 1} (classes ${classes.join(' ')}) diverged in its training: ${found}. Expected finite numbers. ` +
        `Lower expert_lr, which is ${rate}.`,
    );
  }
}
