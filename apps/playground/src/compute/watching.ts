import { type ImageBatch, imageSize, type PixelNormalization } from '@exmodel/distill';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { ConsensusView } from '../../../runner/src/merge/merge-source';
import { sliceImages } from '../../../runner/src/merge/slice-images';
import { agreementOn, choicesOf } from './choices';
import type { Choices, Look, Pictures } from './messages';

/** Images that are looked at. */
const watched = 240;
/** Those of them that are shown. */
export const shown = 48;

/** Looks at a merge between two of its events: what the experts and the student say of the same images. */
export class Watching {
  readonly #view: ConsensusView;
  readonly #images: ImageBatch;
  #consensus: Choices | undefined;
  /** Experts of which the evidence is in it. */
  #queried = 0;

  constructor(view: ConsensusView) {
    this.#view = view;
    this.#images = sliceImages(view.shared, Math.min(watched, view.shared.count));
  }

  pictures(normalization: PixelNormalization | undefined): Pictures {
    return picturesOf(this.#view.pictures(shown), normalization);
  }

  /** What is said of the images now. */
  async look(): Promise<Look> {
    const { student, experts } = this.#view;
    if (this.#consensus === undefined || this.#queried < experts.length)
      this.#consensus = await this.#evidence();
    const all = Array.from({ length: student.outputs }, (_, output) => output);
    const { shape, count, pixels } = this.#images;
    const logits = tidy(() => student.logits(tensor4d(pixels, [count, ...shape])));
    const rows = await logits.data<'float32'>();
    logits.dispose();
    const said = { consensus: this.#consensus, student: choicesOf(rows, student.outputs, all) };
    const agreement = experts.map(({ classes }) => agreementOn(classes, said));
    return { consensus: firstOf(said.consensus), student: firstOf(said.student), agreement };
  }

  /** What the experts that have been queried say together. */
  async #evidence(): Promise<Choices> {
    const { learner, student, experts } = this.#view;
    const { experiences } = await learner.state();
    this.#queried = experiences;
    const known = [...new Set(experts.slice(0, experiences).flatMap(({ classes }) => classes))];
    const evidence = learner.evidence().subarray(0, this.#images.count * student.outputs);
    return choicesOf(evidence, student.outputs, known);
  }
}

function firstOf({ classes, confidence }: Choices): Choices {
  return { classes: classes.slice(0, shown), confidence: confidence.slice(0, shown) };
}

/** Normalised pixels as colours. */
function picturesOf({ shape, count, pixels }: ImageBatch, normalization?: PixelNormalization): Pictures {
  const [height, width, channels] = shape;
  const { mean = [], std = [] } = normalization ?? {};
  const rgba = new Uint8ClampedArray(count * height * width * 4);
  for (let pixel = 0; pixel < count * height * width; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      const channel = channels < 3 ? 0 : colour;
      const value = pixels[pixel * channels + channel] as number;
      rgba[pixel * 4 + colour] = 255 * (value * (std[channel] ?? 1) + (mean[channel] ?? 0));
    }
    rgba[pixel * 4 + 3] = 255;
  }
  return { width, height, count: pixels.length / imageSize(shape), rgba };
}
