/** A step of an expert's training does not fit the memory. */
export class LargeBatchError extends Error {
  override readonly name = 'LargeBatchError';

  constructor(
    /** Place in the stream, from 0. */
    readonly expert: number,
    /** Images of a step: `expert_mb_size` or, if there are fewer, all of the experience. */
    readonly images: number,
    reason: string,
  ) {
    super(
      `expert ${expert + 1} cannot be trained: a step on ${images} images needs more memory than there is (${reason}). ` +
        `Set expert_mb_size to fewer, for example ${Math.max(1, Math.floor(images / 10))}, or choose a smaller model.`,
    );
  }
}
