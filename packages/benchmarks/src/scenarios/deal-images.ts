import type { ImageDataset } from '../images/image-dataset';
import type { TorchGenerator } from '../random/torch-generator';
import { subset } from '../views/subset';
import { classIndices } from './class-indices';

/**
 * Deals a data set's images out to experiences: those of a class, shuffled, in parts of equal size (± 1) to the experiences
 * that have the class. Every image of a class that an experience has goes to exactly one experience.
 *
 * @param groups The classes of each experience; no class twice in one of them.
 * @returns The images of each experience, in the data set's own order.
 */
export function dealImages(
  dataset: ImageDataset,
  groups: readonly (readonly number[])[],
  generator: TorchGenerator,
): readonly ImageDataset[] {
  const dealt = groups.map((): number[] => []);
  for (const [label, indices] of classIndices(dataset).entries()) {
    const takers = dealt.filter((_, experience) => groups[experience]?.includes(label));
    for (const [turn, place] of generator.randperm(indices.length).entries())
      takers[turn % takers.length]?.push(indices[place] as number);
  }
  return dealt.map((indices) =>
    subset(
      dataset,
      indices.toSorted((a, b) => a - b),
    ),
  );
}
