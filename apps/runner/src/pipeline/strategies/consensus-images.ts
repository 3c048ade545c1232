import type { Benchmark } from '@exmodel/benchmarks';
import {
  concatenateImages,
  type ImageBatch,
  imageSize,
  paintImages,
  Random,
  type SynthesisStep,
  selectImages,
} from '@exmodel/distill';
import type { StrategyConfig } from '../../config/strategy-config';
import { learnedExperiences } from '../learned-experiences';
import type { StrategyContext, StrategyEvent } from '../strategy';
import { proceduralRecipe } from './procedural-recipe';
import { syntheses } from './syntheses';
import { synthesisProgress } from './synthesis-progress';

type Kind = NonNullable<StrategyConfig['consensus_images']>[number];
type SynthesizedKind = keyof typeof syntheses;

/** The kinds of which images are there before the first expert, for all of them. */
export function sharedKinds({ consensus_images: kinds = ['painted'] }: StrategyConfig): readonly Kind[] {
  return kinds.filter((kind) => !(kind in syntheses));
}

/** The kinds of which images are made of each expert. */
export function synthesizedKinds({ consensus_images: kinds = [] }: StrategyConfig): SynthesizedKind[] {
  return kinds.filter((kind): kind is SynthesizedKind => kind in syntheses);
}

/** `buffer_size` images from the seed, of two kinds in turn: the first ones are as the rest. */
export function sharedImages(config: StrategyConfig, { shape, normalization }: Benchmark): ImageBatch {
  const { buffer_size, seed } = config;
  const painted = (count: number) =>
    paintImages({ recipe: proceduralRecipe(shape[2]), shape, normalization, count, seed });
  const noise = (count: number): ImageBatch => {
    const pixels = Random.seeded(seed, 'noise').normals(count * imageSize(shape));
    return { shape, count, pixels };
  };
  const kinds = sharedKinds(config);
  if (!kinds.includes('noise')) return painted(buffer_size);
  if (!kinds.includes('painted')) return noise(buffer_size);
  const half = Math.ceil(buffer_size / 2);
  const both = concatenateImages([painted(half), noise(buffer_size - half)]);
  const inTurn = Array.from({ length: buffer_size }, (_, i) => Math.floor(i / 2) + (i % 2) * half);
  return selectImages(both, inTurn);
}

/** `buffer_size` images of expert `index`, fewer where they do not divide by kinds and classes; labelled. */
export async function* synthesizedImages(
  { config, benchmark, experts }: StrategyContext,
  index: number,
): AsyncGenerator<StrategyEvent, ImageBatch> {
  const expert = experts[index];
  if (expert === undefined) throw new RangeError(`there is no expert ${index}`);
  const random = Random.seeded(config.seed, 'samples', index);
  const made: ImageBatch[] = [];
  for (const kind of synthesizedKinds(config)) {
    const making: AsyncGenerator<SynthesisStep, ImageBatch | undefined> = syntheses[kind](config, benchmark)(
      expert,
      share(config),
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

/** How many images {@link synthesizedImages} makes of an expert that knows so many classes. */
export function synthesizedCount(config: StrategyConfig, classes: number): number {
  const kinds = synthesizedKinds(config).length;
  return kinds === 0 ? 0 : kinds * Math.floor(share(config) / classes) * classes;
}

/** Refuses kinds of images with which the consensus cannot work. */
export function refuseImages(config: StrategyConfig, benchmark: Benchmark): string | undefined {
  const synthesized = synthesizedKinds(config);
  if (synthesized.length === 0) return undefined;
  const names = synthesized.join(' and ');
  if (sharedKinds(config).length === 0)
    return `consensus_images names ${names} only, images of one expert each; it needs painted or noise besides, on which all experts are heard. Add painted`;
  if (config.train_at_end)
    return `consensus_images names ${names}: what earlier experts would say of a later one’s images is asked of the student, which must have learned from them by then. Set train_at_end to false, or leave out ${names}`;
  const classes = Math.max(...learnedExperiences(config, benchmark).map((each) => each.classes.length));
  if (share(config) < classes)
    return `buffer_size is ${config.buffer_size}, but one image per class of ${names} takes ${classes * synthesized.length}. Raise it`;
  return undefined;
}

function share(config: StrategyConfig): number {
  return Math.floor(config.buffer_size / synthesizedKinds(config).length);
}
