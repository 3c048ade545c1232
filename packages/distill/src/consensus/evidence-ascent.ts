import {
  add,
  dispose,
  div,
  grad,
  maximum,
  mean,
  minimum,
  mul,
  reshape,
  sqrt,
  square,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { DivergedError } from '../diverged-error';
import type { Expert } from '../expert';
import { expertLogits } from '../expert-logits';
import { freedOnError } from '../freed-on-error';
import { type ImageBatch, imageSize } from '../images';
import { oneHotRows } from '../labels';
import { MissingProbeError } from '../missing-probe-error';
import { requireCount } from '../option-ranges';
import { allFinite, refuseDivergedTeaching } from '../refuse-diverged';
import { repeated } from '../repeated';
import { classesOfImages } from '../synthesis/images-per-class';
import type { Synthesis } from '../synthesis/synthesis';
import { type SynthesisOptions, startPixels } from '../synthesis/synthesis-options';
import { takeTurn } from '../take-turn';
import type { Weights } from '../weights';
import { type EvidenceObjective, evidenceObjective } from './evidence-objective';
import { inBatches, type Rows, readRows } from './read-rows';

/** Steps that an image takes: so few and so many, each number as often. */
const fewest = 3;
const most = 10;
/** How far the pixels of an image move in a step, in root mean square and as a share of their range; and how much of that goes on in the next. */
const rate = 0.016;
const inertia = 0.8;
/** A step takes gradients of the expert's logits, of its own view and of the earlier one. */
const passes = 3;
/** Gradients of an image, at most. */
export const ascentGradients = passes * most;
/** What a standard deviation of familiarity counts beside one of log-odds. */
const familiarity = 1.5;

export interface EvidenceAscentOptions extends Pick<SynthesisOptions, 'shape' | 'batchSize'> {
  /** Where so many images begin, in normalised pixels; they stay within these images' range of values. */
  readonly start: NonNullable<SynthesisOptions['start']>;
  readonly outputs: number;
  /** How many of the first images are the novelty probe's reference, in one batch; default `batchSize`. The images that are made depend on it, and hardly on `batchSize`. */
  readonly referenceSize?: number | undefined;
  /** The weights that training started from, of experts that bring none of their own. */
  readonly initial?: Weights | undefined;
  /** Ends the work with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

interface AscentState {
  readonly starts: Float32Array;
  readonly steps: Int32Array;
  /** Pixels of the images that are finished. */
  readonly finished: Float32Array;
}

/**
 * Images drawn towards an expert's classes, up the gradient of its own evidence for them: log-odds and familiarity. Familiarity keeps
 * them to what the expert's training images were made of, as batch-norm statistics do in model inversion, and needs no batch norm.
 * They take few steps, some fewer than others: between the images they begin with and those that the expert is certain of. Each
 * image's label is the class aimed at. Can be left midway.
 *
 * @throws RangeError when `batchSize` is out of range. While it makes images: RangeError when the expert's logits are not `outputs` wide; MissingProbeError for an expert without a novelty probe, or of
 * unknown initial weights; DivergedError as soon as the expert or its images are not finite
 */
export function evidenceAscent(options: EvidenceAscentOptions): Synthesis {
  const { shape, batchSize, outputs, signal } = options;
  requireCount('batchSize', batchSize);
  return async function* (expert, count, random, place = {}) {
    const labels = classesOfImages(expert.classes, count);
    const from = place.from as AscentState | undefined;
    const pixels = from?.starts ?? startPixels(options, labels.length, random);
    const starts = { shape, count: labels.length, pixels };
    const steps = from?.steps ?? Int32Array.from(labels, () => fewest + random.integer(most - fewest + 1));
    const size = imageSize(shape);
    const result = new Float32Array(pixels.length);
    result.set(from?.finished ?? []);
    let done = (from?.finished.length ?? 0) / size;
    place.now = (): AscentState => ({ starts: pixels, steps, finished: result.slice(0, done * size) });
    const objective = await objectiveOn(expert, starts, options);
    const range = rangeOf(starts);
    const batches = Math.ceil(labels.length / batchSize);
    while (done < labels.length) {
      const end = Math.min(done + batchSize, labels.length);
      const batch = { shape, count: end - done, pixels: pixels.subarray(done * size, end * size) };
      const goal = oneHotRows(labels.subarray(done, end), outputs);
      const moved = await ascend(objective, batch, goal, steps.subarray(done, end), range, signal);
      if (!allFinite(moved)) {
        await refuseDivergedTeaching(expert, batch);
        throw new DivergedError('synthesis', 'pixels of images drawn towards the expert are NaN or infinite');
      }
      result.set(moved, done * size);
      const images = ascentGradients * (end - done);
      done = end;
      yield { iteration: Math.ceil(done / batchSize), iterations: batches, images, loss: undefined };
    }
    return { shape, count: labels.length, pixels: result, labels };
  };
}

/** The expert's evidence, in units of what is usual for the images that the drawing starts from. */
async function objectiveOn(
  expert: Expert,
  starts: ImageBatch,
  { initial, outputs, batchSize, referenceSize = batchSize, signal }: EvidenceAscentOptions,
): Promise<EvidenceObjective> {
  const origin = expert.initialWeights ?? initial;
  if (expert.novelty === undefined || origin === undefined)
    throw new MissingProbeError('drawing images towards an expert by its evidence', 'novelty');
  const [first = starts] = inBatches(starts, referenceSize);
  const reference = tensor4d(first.pixels, [first.count, ...first.shape]);
  const estimated = expert.initialEstimated ?? false;
  const probe = await expert
    .novelty(origin, reference, { estimated, signal })
    .finally(() => reference.dispose());
  const rowsOf = (compute: (images: Tensor4D) => Tensor2D) => allRows(starts, batchSize, compute, signal);
  const logits = await rowsOf((images) => expertLogits(expert, images, outputs));
  const isBlind = probe.layers.length === 0;
  const novelty = isBlind ? undefined : await rowsOf((images) => probe.of(images));
  return evidenceObjective(expert, probe, familiarity, { logits, novelty }, signal);
}

async function allRows(
  images: ImageBatch,
  batchSize: number,
  compute: (images: Tensor4D) => Tensor2D,
  signal: AbortSignal | undefined,
): Promise<Rows> {
  const reading = readRows(images, batchSize, () => undefined, compute, {});
  for (;;) {
    await takeTurn(signal);
    const step = await reading.next();
    if (step.done === true) return step.value;
  }
}

/** For each channel the lowest and the highest value. */
function rangeOf({ pixels, shape }: ImageBatch): { readonly low: Float32Array; readonly high: Float32Array } {
  const channels = shape[2];
  const low = new Float32Array(channels).fill(Number.POSITIVE_INFINITY);
  const high = new Float32Array(channels).fill(Number.NEGATIVE_INFINITY);
  pixels.forEach((value, at) => {
    const channel = at % channels;
    low[channel] = Math.min(low[channel] as number, value);
    high[channel] = Math.max(high[channel] as number, value);
  });
  return { low, high };
}

/** The pixels of the images after as many steps as each takes. */
async function ascend(
  objective: EvidenceObjective,
  { pixels, shape, count }: ImageBatch,
  goal: Float32Array,
  steps: Int32Array,
  { low, high }: ReturnType<typeof rangeOf>,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const classes = tensor2d(goal, [count, goal.length / count]);
  const climb = (x: Tensor) =>
    repeated(objective, [x, classes], () => [
      freedOnError(() => grad((images) => objective(images as Tensor4D, classes))(x)),
    ])[0] as Tensor;
  const [lowest, highest] = [tensor1d(low), tensor1d(high)];
  const reach = tidy(() => mul(sub(highest, lowest), rate));
  let x: Tensor = tensor4d(pixels, [count, ...shape]);
  let velocity: Tensor = zerosLike(x);
  try {
    for (let step = 0; step < most; step++) {
      await takeTurn(signal);
      const before = [x, velocity];
      [x, velocity] = tidy(() => {
        const gradient = climb(x);
        const size = sqrt(mean(square(gradient), [1, 2, 3], true));
        const next = add(mul(velocity, inertia), div(gradient, add(size, 1e-12)));
        const moving = reshape(tensor1d(Array.from(steps, (own) => (own > step ? 1 : 0))), [count, 1, 1, 1]);
        const moved = add(x, mul(mul(next, reach), moving));
        return [minimum(maximum(moved, lowest), highest), next];
      });
      dispose(before);
    }
    return (await x.data<'float32'>()).slice();
  } finally {
    dispose([classes, lowest, highest, reach, x, velocity]);
  }
}
