import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import type { Random } from '../random';
import type { SynthesisStep } from '../synthesis/synthesis';

/** Where the images of the training batches come from. One file each in this folder. */
export interface SampleSource {
  /** Called once for every new expert, before training: makes whatever images it makes from it. */
  prepare(expert: Expert, random: Random): AsyncGenerator<SynthesisStep, ImageBatch | undefined>;
  /** `count` images for one training batch, drawn with replacement. */
  draw(count: number, random: Random): ImageBatch;
  /** The images that it keeps of the experts so far, where it keeps any. */
  kept?(): ImageBatch | undefined;
}
