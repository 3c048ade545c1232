import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import type { Random } from '../random';
import type { Place } from '../state';
import type { SynthesisStep } from '../synthesis/synthesis';

/**
 * Where the images of the training batches come from. One file each in this folder.
 *
 * A source that keeps nothing from call to call is `stateless`; any other should have `state` and `restore`, without which a
 * learner's state cannot be taken.
 */
export interface SampleSource<S = unknown> {
  /**
   * Called once for every new expert, before training: makes whatever images it makes from it. Until its end the source is
   * as it was before; `place` keeps how far it has got (see {@link Synthesis}).
   */
  prepare(
    expert: Expert,
    random: Random,
    place?: Place,
  ): AsyncGenerator<SynthesisStep, ImageBatch | undefined>;
  /** `count` images for one training batch, drawn with replacement. */
  draw(count: number, random: Random): ImageBatch;
  /** The images that it keeps of the experts so far, where it keeps any. */
  kept?(): ImageBatch | undefined;
  readonly stateless?: true | undefined;
  /** See {@link Stateful}. */
  state?(): S | Promise<S>;
  restore?(state: S): void;
}
