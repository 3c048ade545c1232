import { concat, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { shareOrigin } from '../averages/share-origin';
import type { Expert, NoveltyProbe } from '../expert';
import type { ImageShape } from '../images';
import type { Random } from '../random';
import { refuseOtherWidth } from '../refuse-other-width';
import type { Place } from '../state';
import type { Weights } from '../weights';
import type { ConsensusEvent } from './consensus-event';
import type { ConsensusMemory } from './consensus-memory';
import type { ConsensusProgress } from './consensus-progress';
import type { Answers } from './expert-evidence';
import { FeatureSketch, featureCount } from './feature-sketch';
import { type FirstRows, inBatches, type Rows, readRows } from './read-rows';

interface QueryOptions {
  /** Whether its novelty probe counts. */
  readonly novelty: boolean;
  /** Draws the projection of its features, if these count. */
  readonly features: Random | undefined;
  /** Of the student. */
  readonly outputs: number;
  /** Images that go through the expert together. */
  readonly batchSize: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Queries one expert on all images, in one or two passes: its logits, with sketches of its features if they count, and how new the images are to its layers, where its
 * novelty probe counts and the weights that its training started from are known.
 *
 * @param weights the expert's, where it gives them
 */
export async function* queryExpert(
  expert: Expert,
  weights: Weights | undefined,
  memory: ConsensusMemory,
  options: QueryOptions,
  place: Place<ConsensusProgress>,
): AsyncGenerator<ConsensusEvent, Answers> {
  const { novelty: counts, features, outputs, batchSize } = options;
  const { images, experiences: experience } = memory;
  const probe = counts ? await noveltyProbe(expert, weights, memory, options) : undefined;
  const passes = probe === undefined ? 1 : 2;
  const [logitsPlace, noveltyPlace] = passPlaces(place);
  let done = (logitsPlace.from?.images ?? 0) + (noveltyPlace.from?.images ?? 0);
  const report = (queried: number): ConsensusEvent => {
    done += queried;
    return { type: 'query', experience, images: queried, done, total: passes * images.count };
  };

  const sketch = features && featureSketch(expert, images.shape, features);
  const answersTo = (batch: Tensor4D) => {
    const { logits, features } = sketch
      ? (expert as Required<Expert>).logitsAndFeatures(batch)
      : { logits: expert.logits(batch), features: undefined };
    refuseOtherWidth(logits, batch.shape[0], outputs);
    return sketch && features ? concat([logits, sketch.of(features)], 1) : logits;
  };
  const rows = yield* disposing(sketch, readRows(images, batchSize, report, answersTo, logitsPlace));
  const [logits, sketches] = sketch ? columnsApart(rows, outputs) : [rows];
  const answers = { logits, ...(sketches && { sketches }) };
  if (probe === undefined) return answers;
  const novelty = yield* readRows(images, batchSize, report, (batch) => probe.of(batch), noveltyPlace);
  return { ...answers, novelty, layers: probe.layers };
}

/** Undefined for an expert that does not tell its features. */
function featureSketch(expert: Expert, shape: ImageShape, random: Random): FeatureSketch | undefined {
  const count = featureCount(expert, shape);
  return count === undefined ? undefined : new FeatureSketch(count, random);
}

async function* disposing<Event, Result>(
  what: { dispose(): void } | undefined,
  events: AsyncGenerator<Event, Result>,
): AsyncGenerator<Event, Result> {
  try {
    return yield* events;
  } finally {
    what?.dispose();
  }
}

/** The first columns, and the others. */
function columnsApart({ values, width }: Rows, first: number): [Rows, Rows] {
  const part = (from: number, to: number): Rows => {
    const own = new Float32Array((values.length / width) * (to - from));
    for (let at = 0, row = 0; at < own.length; at += to - from, row += width)
      own.set(values.subarray(row + from, row + to), at);
    return { width: to - from, values: own };
  };
  return [part(0, first), part(first, width)];
}

/** The places of both passes, of which the query's own is made. */
function passPlaces(place: Place<ConsensusProgress>): [Place<FirstRows>, Place<FirstRows>] {
  const from = place.from?.phase === 'query' ? place.from : undefined;
  const [logits, novelty]: [Place<FirstRows>, Place<FirstRows>] = [
    { from: from?.logits },
    { from: from?.novelty },
  ];
  const none = { images: 0, values: new Float32Array() };
  place.now = async () => {
    const noveltyRows = await novelty.now?.();
    return {
      phase: 'query',
      logits: (await logits.now?.()) ?? none,
      ...(noveltyRows && { novelty: noveltyRows }),
    };
  };
  return [logits, novelty];
}

/** Undefined where the expert has none, or one of no layers. */
async function noveltyProbe(
  expert: Expert,
  weights: Weights | undefined,
  { sharedImages, initial }: ConsensusMemory,
  { batchSize, signal }: QueryOptions,
): Promise<NoveltyProbe | undefined> {
  const origin = expert.initialWeights ?? initial;
  if (weights === undefined || origin === undefined || !shareOrigin(weights, origin)) return undefined;
  const [first = sharedImages] = inBatches(sharedImages, batchSize);
  const reference = tensor4d(first.pixels, [first.count, ...first.shape]);
  try {
    const { initialEstimated: estimated = false } = expert;
    const probe = await expert.novelty?.(origin, reference, { estimated, signal });
    return probe?.layers.length === 0 ? undefined : probe;
  } finally {
    reference.dispose();
  }
}
