import type { ImageDataset } from '../images/image-dataset';
import { TorchGenerator } from '../random/torch-generator';
import { subset } from '../views/subset';
import type { Benchmark, Experience } from './benchmark';
import { classIndices } from './class-indices';

export interface ValidationOptions {
  /** The share of each class's training images, above 0 and below 1; rounded, at least one image, and never all. */
  readonly fraction: number;
  /** Determines which images; an integer in 0 … 2³² − 1. */
  readonly seed: number;
}

/**
 * The same stream, with a validation set in each experience, cut from its training images: to choose settings on, so that the test images judge
 * only what was chosen. Test images stay as they are. An experience whose data set has a validation set of its own keeps that one.
 *
 * The split depends on the seed and on the labels alone: experiences that show the same images otherwise (`pmnist`) set the same ones aside.
 *
 * @throws RangeError for a fraction out of range, and for an experience of which no class has two images.
 */
export function withValidation(benchmark: Benchmark, { fraction, seed }: ValidationOptions): Benchmark {
  if (!(fraction > 0 && fraction < 1))
    throw new RangeError(
      `validation fraction ${fraction}: expected a number above 0 and below 1. Correct it.`,
    );
  return {
    ...benchmark,
    experiences: benchmark.experiences.map((experience) =>
      experience.validation === undefined ? split(experience, fraction, seed) : experience,
    ),
  };
}

function split(experience: Experience, fraction: number, seed: number): Experience {
  const { train, index } = experience;
  const aside = asideOf(train, fraction, new TorchGenerator(seed));
  if (aside.size === 0)
    throw new RangeError(
      `experience ${index} has ${train.length} training images and at most one of each class: expected two of one class, ` +
        'to set one aside for validation. Choose larger experiences, or no validation set.',
    );
  const indices = Array.from({ length: train.length }, (_, i) => i);
  return {
    ...experience,
    train: subset(
      train,
      indices.filter((i) => !aside.has(i)),
    ),
    validation: subset(
      train,
      indices.filter((i) => aside.has(i)),
    ),
  };
}

/** The images that are set aside, class by class. */
function asideOf(train: ImageDataset, fraction: number, generator: TorchGenerator): ReadonlySet<number> {
  const aside = new Set<number>();
  for (const indices of classIndices(train)) {
    const count = Math.min(indices.length - 1, Math.max(1, Math.round(fraction * indices.length)));
    for (const place of generator.randperm(indices.length).slice(0, Math.max(0, count)))
      aside.add(indices[place] as number);
  }
  return aside;
}
