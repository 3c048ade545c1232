import type { Normalization } from '@exmodel/benchmarks';
import {
  dataImpression,
  gaussianNoise,
  type ImageBatch,
  type ImageShape,
  imageSize,
  modelInversion,
  paddedCrop,
  paintImages,
  rehearsalBuffer,
  type SampleSource,
} from '@exmodel/distill';
import { proceduralRecipe } from '../pipeline/strategies/procedural-recipe';
import { byConsensus } from './by-consensus';
import { distilled } from './distilled';
import { MergeError } from './merge-error';
import { mergeDefaults } from './merge-options';
import type { MergeSource, TeachContext } from './merge-source';

const { synthesis, images: budget, heardImages, heardValues } = mergeDefaults;
const augmentation = paddedCrop(4);

/** What `--source` can name, the default first. */
const sources = {
  procedural: byConsensus('the experts’ consensus on painted images', paint, ({ shape }) =>
    paintedCount(shape),
  ),
  minversion: distilled('one expert after the other, on images made by model inversion', {
    isSynthesis: true,
    create: ({ shape, student: { outputs } }) =>
      buffer(modelInversion({ ...synthesis, shape, outputs, augmentation })),
  }),
  dimpression: distilled('one expert after the other, on data impressions', {
    isSynthesis: true,
    create: ({ shape }) =>
      buffer(dataImpression({ ...synthesis, shape, augmentation, beta: 1, impressionClasses: 'expert' })),
  }),
  noise: distilled('one expert after the other, on Gaussian noise', {
    isSynthesis: false,
    create: ({ shape }) => gaussianNoise(shape),
  }),
} satisfies Record<string, MergeSource>;

export type MergeSourceName = keyof typeof sources;
export const mergeSourceNames = Object.keys(sources) as readonly MergeSourceName[];

/** What is learned from where images are given and no source is named. */
const givenImages = byConsensus(
  'the experts’ consensus on the images given',
  ({ images }) => given(images),
  ({ images }) => given(images).count,
);

/**
 * The source of that name; without one, the images where there are some, else the default.
 *
 * @throws MergeError Images shall be painted, and nobody said which pixel values the experts know.
 */
export function mergeSource(
  name: MergeSourceName | undefined,
  {
    hasImages,
    normalization,
  }: { readonly hasImages: boolean; readonly normalization: Normalization | undefined },
): MergeSource {
  if (name === undefined && hasImages) return givenImages;
  const chosen = name ?? 'procedural';
  if (chosen === 'procedural' && normalization === undefined) {
    throw new MergeError(
      'painted images are to be learned from, and no file says its normalisation',
      'the one that the experts were trained with',
      'Give --mean and --std, or choose --source minversion, which does without.',
    );
  }
  return sources[chosen];
}

function paint({ shape, normalization, seed }: TeachContext): ImageBatch {
  if (normalization === undefined) throw new RangeError('there is no normalization to paint images with');
  const recipe = proceduralRecipe(shape[2]);
  return paintImages({ recipe, shape, normalization, count: paintedCount(shape), seed });
}

function paintedCount(shape: ImageShape): number {
  return Math.min(heardImages, Math.floor(heardValues / imageSize(shape)));
}

function given(images: ImageBatch | undefined): ImageBatch {
  if (images === undefined) throw new RangeError('there are no images to learn from');
  return images;
}

function buffer(make: Parameters<typeof rehearsalBuffer>[0]['synthesis']): SampleSource {
  return rehearsalBuffer({ synthesis: make, budget, augmentation });
}
