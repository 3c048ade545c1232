import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { shareOrigin } from '../averages/share-origin';
import type { Expert, NoveltyProbe } from '../expert';
import { expertLogits } from '../expert-logits';
import type { Place } from '../state';
import type { Weights } from '../weights';
import type { AlignedExpert } from './align-expert';
import type { ConsensusEvent } from './consensus-event';
import type { ConsensusMemory } from './consensus-memory';
import type { ConsensusProgress } from './consensus-progress';
import type { Answers } from './expert-evidence';
import { type FirstRows, inBatches, readRows } from './read-rows';

interface QueryOptions {
  /** The expert with statistics of the images, where it is queried with these. */
  readonly aligned: AlignedExpert | undefined;
  /** Whether its novelty probe counts. */
  readonly novelty: boolean;
  /** Of the student. */
  readonly outputs: number;
  /** Images that go through the expert together. */
  readonly batchSize: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Queries one expert on all images, in one or two passes: its logits, and how new the images are to its layers, where its
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
  const { aligned, novelty: counts, outputs, batchSize } = options;
  const { images, experiences: experience } = memory;
  const probe = counts ? await noveltyProbe(expert, weights, memory, options) : undefined;
  const passes = probe === undefined ? 1 : 2;
  const [logitsPlace, noveltyPlace] = passPlaces(place);
  let done = (logitsPlace.from?.images ?? 0) + (noveltyPlace.from?.images ?? 0);
  const report = (queried: number): ConsensusEvent => {
    done += queried;
    return { type: 'query', experience, images: queried, done, total: passes * images.count };
  };

  const logitsOf = (batch: Tensor4D) => expertLogits(expert, batch, outputs);
  const around = <T>(compute: () => T) => (aligned === undefined ? compute() : aligned.during(compute));
  const logits = yield* readRows(images, batchSize, report, logitsOf, logitsPlace, around);
  if (probe === undefined) return { logits };
  const novelty = yield* readRows(
    images,
    batchSize,
    report,
    (batch) => probe.of(batch),
    noveltyPlace,
    around,
  );
  return { logits, novelty, layers: probe.layers };
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
  { aligned, batchSize, signal }: QueryOptions,
): Promise<NoveltyProbe | undefined> {
  const origin = expert.initialWeights ?? initial;
  if (weights === undefined || origin === undefined || !shareOrigin(weights, origin)) return undefined;
  const [first = sharedImages] = inBatches(sharedImages, aligned ? Math.max(2, batchSize) : batchSize);
  const reference = tensor4d(first.pixels, [first.count, ...first.shape]);
  try {
    const { initialEstimated: estimated = false } = expert;
    const find = async () =>
      expert.novelty?.(origin, reference, { estimated, aligned: aligned !== undefined, signal });
    const probe = await (aligned === undefined ? find() : aligned.throughout(find));
    return probe?.layers.length === 0 ? undefined : probe;
  } finally {
    reference.dispose();
  }
}
