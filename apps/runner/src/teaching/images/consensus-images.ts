import type { Benchmark } from '@exmodel/benchmarks';
import {
  concatenateImages,
  type Expert,
  type ImageBatch,
  imageSize,
  paintImages,
  Random,
  type SynthesisStep,
  selectImages,
} from '@exmodel/distill';
import type { StrategyConfig } from '../../config/strategy-config';
import { learnedExperiences } from '../../streams/learned-experiences';
import type { TeachingEvent } from '../teaching-event';
import type { consensusImageKeys } from './consensus-image-keys';
import { proceduralRecipe } from './procedural-recipe';
import { syntheses } from './syntheses';
import { synthesisProgress } from './synthesis-progress';

type Config = StrategyConfig<typeof consensusImageKeys>;
type Kind = NonNullable<Config['consensus_images']>[number];
type SynthesizedKind = keyof typeof syntheses;

/** The kinds of which images are there before the first expert, for all of them. */
export function sharedKinds({ consensus_images: kinds = ['painted'] }: Config): readonly Kind[] {
  return kinds.filter((kind) => !(kind in syntheses));
}

/** The kinds of which images are made of each expert. */
export function synthesizedKinds({ consensus_images: kinds = [] }: Config): SynthesizedKind[] {
  return kinds.filter((kind): kind is SynthesizedKind => kind in syntheses);
}

/** Images from the seed, of two kinds in turn: the first ones are as the rest. */
export function sharedImages(config: Config, { shape, normalization }: Benchmark): ImageBatch {
  const { seed } = config;
  const all = sharedCount(config);
  const painted = (count: number) =>
    paintImages({ recipe: proceduralRecipe(shape[2]), shape, normalization, count, seed });
  const noise = (count: number): ImageBatch => {
    const pixels = Random.seeded(seed, 'noise').normals(count * imageSize(shape));
    return { shape, count, pixels };
  };
  const kinds = sharedKinds(config);
  if (!kinds.includes('noise')) return painted(all);
  if (!kinds.includes('painted')) return noise(all);
  const half = Math.ceil(all / 2);
  const both = concatenateImages([painted(half), noise(all - half)]);
  const inTurn = Array.from({ length: all }, (_, i) => Math.floor(i / 2) + (i % 2) * half);
  return selectImages(both, inTurn);
}

/** The images that are made of expert `index`: its share, fewer where that does not divide by the classes; labelled. */
export async function* synthesizedImages(
  {
    config,
    benchmark,
    experts,
  }: { readonly config: Config; readonly benchmark: Benchmark; readonly experts: readonly Expert[] },
  index: number,
): AsyncGenerator<TeachingEvent, ImageBatch> {
  const expert = experts[index];
  if (expert === undefined) throw new RangeError(`there is no expert ${index}`);
  const random = Random.seeded(config.seed, 'samples', index);
  const made: ImageBatch[] = [];
  for (const kind of synthesizedKinds(config)) {
    const making: AsyncGenerator<SynthesisStep, ImageBatch | undefined> = syntheses[kind](config, benchmark)(
      expert,
      share(config, benchmark),
      random,
    );
    let imagesDone = 0;
    try {
      let step = await making.next();
      for (; step.done !== true; step = await making.next()) {
        yield synthesisProgress(step.value, imagesDone);
        imagesDone = step.value.imagesDone;
      }
      if (step.value !== undefined) made.push(step.value);
    } finally {
      await making.return(undefined);
    }
  }
  // Only impressions may have soft labels, and nothing is learned from labels here.
  return concatenateImages(made.map(({ softLabels: _, ...images }) => images));
}

/** How many images there are for all experts: what `buffer_size` leaves to them. */
export function sharedCount(config: Config): number {
  return config.buffer_size - synthesizedKinds(config).length * ofEachKind(config);
}

/** How many images {@link synthesizedImages} makes of an expert that knows so many classes. */
export function synthesizedCount(config: Config, benchmark: Benchmark, classes: number): number {
  return synthesizedKinds(config).length * Math.floor(share(config, benchmark) / classes) * classes;
}

/** Refuses kinds of images with which the consensus cannot work. */
export function refuseImages(config: Config, benchmark: Benchmark): string | undefined {
  const synthesized = synthesizedKinds(config);
  if (synthesized.length === 0) {
    return config.synthesis_share === undefined
      ? undefined
      : 'synthesis_share is given, but consensus_images names no images that are made of an expert. Add minversion or dimpression to consensus_images, or remove it';
  }
  const names = synthesized.join(' and ');
  if (sharedKinds(config).length === 0)
    return `consensus_images names ${names} only, images of one expert each; it needs painted or noise besides, on which all experts are queried. Add painted`;
  const experts = learnedExperiences(config, benchmark);
  const classes = Math.max(...experts.map((each) => each.classes.length));
  if (share(config, benchmark) < classes) {
    const parts = synthesized.length / (config.synthesis_share ?? synthesized.length / kindCount(config));
    const least = Math.ceil(parts * experts.length * classes);
    return `buffer_size is ${config.buffer_size}, for all kinds of images and all experts together; one image per class of ${names} takes ${least}. Raise it`;
  }
  return undefined;
}

/** How many images one kind that is made of each expert has of `buffer_size`, which counts all. */
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
