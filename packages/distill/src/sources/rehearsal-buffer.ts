import type { Augmentation } from '../augmentations/augmentation';
import { concatenateImages, type ImageBatch, requireImages, selectImages } from '../images';
import { requireCount } from '../option-ranges';
import type { Stateful } from '../state';
import type { Synthesis } from '../synthesis/synthesis';
import type { SampleSource } from './sample-source';

export interface RehearsalBufferOptions {
  /** Makes one expert's images. */
  readonly synthesis: Synthesis;
  /** Images kept in all [`buffer_size`]; at the k-th expert each keeps ⌊budget / k⌋. */
  readonly budget: number;
  /** Changes every drawn image, each by a draw of its own. */
  readonly augmentation?: Augmentation | undefined;
}

/** The images of each expert, as they are kept: where one ends matters when the next expert comes. */
export interface RehearsalBufferState {
  readonly parts: readonly ImageBatch[];
}

/**
 * Images of every expert so far, within a fixed budget: the new expert's are made, the older ones
 * cut by a uniform random choice, and training draws from all of them alike.
 *
 * @throws RangeError when the budget is no whole number ≥ 1; on `prepare` when the synthesis gives no images, or not what
 * their count and shape say, or when some experts' images have labels or tasks and others' have none.
 */
export function rehearsalBuffer(
  options: RehearsalBufferOptions,
): SampleSource<RehearsalBufferState> & Stateful<RehearsalBufferState> {
  const { synthesis, budget, augmentation } = options;
  requireCount('budget', budget);
  let parts: readonly ImageBatch[] = [];
  let all: ImageBatch | undefined;
  return {
    async *prepare(expert, random, place) {
      const share = Math.floor(budget / (parts.length + 1));
      const made = yield* synthesis(expert, share, random, place);
      requireImages(made);
      const kept = parts.map((part) =>
        part.count > share ? selectImages(part, random.permutation(part.count).subarray(0, share)) : part,
      );
      const part =
        expert.task === undefined ? made : { ...made, tasks: new Int32Array(made.count).fill(expert.task) };
      const next = [...kept, part];
      all = concatenateImages(next);
      parts = next;
      return part;
    },
    draw(count, random) {
      if (all === undefined)
        throw new Error('an empty rehearsal buffer was drawn from; call prepare with an expert first.');
      const { count: total } = all;
      const batch = selectImages(
        all,
        Array.from({ length: count }, () => random.integer(total)),
      );
      return augmentation === undefined ? batch : augmentation.each(batch, random);
    },
    kept: () => all,
    state: () => ({ parts: [...parts] }),
    restore(state) {
      parts = [...state.parts];
      all = parts.length === 0 ? undefined : concatenateImages(parts);
    },
  };
}
