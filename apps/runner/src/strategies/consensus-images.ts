import type { Benchmark } from '@exmodel/benchmarks';
import {
  concatenateImages,
  type ImageBatch,
  type Place,
  Random,
  type RandomState,
  selectImages,
} from '@exmodel/distill';
import { learnedExperiences } from '../streams/learned-experiences';
import type { ExpertImages, SeedImages } from '../teaching/images/image-kind';
import { imageKindNamed, imageKinds, kindsFrom } from '../teaching/images/registry';
import { synthesisEvents } from '../teaching/synthesis-events';
import type { TeachingEvent } from '../teaching/teaching-event';
import { type DrawnConfig, drawnShare } from './consensus-drawn';
import type { consensusImageKeys } from './consensus-image-keys';
import { synthesisOptions } from './factories/synthesis-options';
import type { StrategyContext } from './strategy';

type Config = DrawnConfig;

/** The image kinds that exist before the first expert and are shared by all experts. */
export function sharedKinds({ consensus_images: kinds = ['painted'] }: Config): SeedImages[] {
  return kinds.map(imageKindNamed).filter((kind) => kind.from === 'seed');
}

/** The image kinds that are made from each expert. */
export function synthesizedKinds({ consensus_images: kinds = [] }: Config): ExpertImages[] {
  return kinds.map(imageKindNamed).filter((kind) => kind.from === 'expert');
}

/** Images from the seed; several kinds alternate, so that any prefix is mixed like the whole. */
export function sharedImages(config: Config, benchmark: Benchmark): ImageBatch {
  const all = sharedCount(config);
  const kinds = sharedKinds(config).toSorted((a, b) => imageKinds.indexOf(a) - imageKinds.indexOf(b));
  const batches = kinds.map((kind, i) =>
    kind.batch(benchmark, Math.ceil((all - i) / kinds.length), config.seed),
  );
  const [only, ...others] = batches;
  return only !== undefined && others.length === 0 ? only : inTurn(batches, all);
}

/** The first image of each batch, then the second of each, `count` in all. */
function inTurn(batches: readonly ImageBatch[], count: number): ImageBatch {
  const starts = batches.map((_, i) => batches.slice(0, i).reduce((total, each) => total + each.count, 0));
  const order = Array.from(
    { length: count },
    (_, i) => (starts[i % batches.length] as number) + Math.floor(i / batches.length),
  );
  return selectImages(concatenateImages(batches), order);
}

/** Where the making of one expert's images stands. */
export interface SynthesizedImages {
  /** Of the kinds that are done. */
  readonly made: readonly ImageBatch[];
  readonly random: RandomState;
  /** The state of the synthesis of the next kind; absent at its beginning. */
  readonly synthesis?: unknown;
}

/** The images that are made from expert `index`: its share, rounded down to whole classes, with labels. */
export async function* synthesizedImages(
  { config, benchmark, experts }: StrategyContext<typeof consensusImageKeys>,
  index: number,
  place: Place<SynthesizedImages>,
): AsyncGenerator<TeachingEvent, ImageBatch> {
  const expert = experts[index];
  if (expert === undefined) throw new RangeError(`there is no expert ${index}`);
  const random = Random.seeded(config.seed, 'samples', index);
  if (place.from !== undefined) random.restore(place.from.random);
  const made = [...(place.from?.made ?? [])];
  let inner: Place = { from: place.from?.synthesis };
  place.from = undefined;
  const recipe = synthesisOptions(config, benchmark);
  for (const kind of synthesizedKinds(config).slice(made.length)) {
    const current = inner;
    place.now = async () => ({ made: [...made], random: random.state(), synthesis: await current.now?.() });
    const making = kind.synthesis(recipe, config)(expert, share(config, benchmark), random, current);
    made.push(yield* synthesisEvents(making));
    inner = {};
  }
  delete place.now;
  // Only impressions may have soft labels, and nothing is learned from labels here.
  return concatenateImages(made.map(({ softLabels: _, ...images }) => images));
}

/** How many images there are for all experts: the rest of `buffer_size`. */
export function sharedCount(config: Config): number {
  return config.buffer_size - drawnShare(config) - synthesizedKinds(config).length * ofEachKind(config);
}

/** How many images {@link synthesizedImages} makes from an expert of so many classes. */
export function synthesizedCount(config: Config, benchmark: Benchmark, classes: number): number {
  return synthesizedKinds(config).length * Math.floor(share(config, benchmark) / classes) * classes;
}

/** Refuses kinds of images with which the consensus cannot work. */
export function refuseImages(config: Config, benchmark: Benchmark): string | undefined {
  const synthesized = synthesizedKinds(config);
  if (synthesized.length === 0) {
    return config.synthesis_share === undefined
      ? undefined
      : `synthesis_share is given, but consensus_images names no images that are made from an expert. Add ${kindsFrom('expert')} to consensus_images, or remove it`;
  }
  const names = synthesized.map(({ name }) => name).join(' and ');
  if (sharedKinds(config).length === 0)
    return `consensus_images names ${names} only, images from one expert each; it needs ${kindsFrom('seed')} as well, on which all experts are queried. Add painted`;
  const experts = learnedExperiences(config, benchmark);
  const classes = Math.max(...experts.map((each) => each.classes.length));
  if (share(config, benchmark) < classes) {
    const parts = synthesized.length / (config.synthesis_share ?? synthesized.length / kindCount(config));
    const least = Math.ceil(parts * experts.length * classes);
    return `buffer_size is ${config.buffer_size}, for all kinds of images and all experts together; one image per class of ${names} takes ${least}. Raise it`;
  }
  return undefined;
}

/** How many images of `buffer_size` each kind that is made from experts gets. */
function ofEachKind(config: Config): number {
  const { buffer_size: all, synthesis_share: part } = config;
  const kinds = synthesizedKinds(config).length;
  return Math.floor(part === undefined ? all / kindCount(config) : (all * part) / kinds);
}

function kindCount(config: Config): number {
  return sharedKinds(config).length + synthesizedKinds(config).length;
}

/** How many images of one kind are made of one expert. */
function share(config: Config, benchmark: Benchmark): number {
  return Math.floor(ofEachKind(config) / learnedExperiences(config, benchmark).length);
}
