import type { Normalization } from '@exmodel/benchmarks';
import {
  dataImpression,
  gaussianNoise,
  type ImageBatch,
  type ImageShape,
  imageSize,
  modelInversion,
  paintImages,
  rehearsalBuffer,
  type SampleSource,
} from '@exmodel/distill';
import { proceduralRecipe } from '../teaching/images/procedural-recipe';
import { byConsensus } from './by-consensus';
import { distilled } from './distilled';
import { MergeError } from './merge-error';
import { mergeAugmentation as augmentation, mergeDefaults } from './merge-options';
import type { MergeSource, TeachContext } from './merge-source';

const { synthesis, images: budget, heardImages, heardValues } = mergeDefaults;

/** What `--source` can name. */
const sources = {
  procedural: byConsensus('the experts’ consensus on painted images', {
    make: (context) => paint(context, 1),
    count: ({ shape }) => heardCount(shape),
  }),
  drawn: byConsensus(
    'the experts’ consensus on painted images, half of them drawn towards the classes of an expert',
    {
      make: (context) => paint(context, 0.5),
      count: ({ shape }) => Math.ceil(heardCount(shape) / 2),
      drawn: ({ shape }) => Math.floor(heardCount(shape) / 2),
    },
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
const givenImages = byConsensus('the experts’ consensus on the images given', {
  make: ({ images }) => given(images),
  count: ({ images }) => given(images).count,
});

/** What a source is chosen by. */
export interface MergeNeeds {
  readonly hasImages: boolean;
  /** Whether one of the experts has. */
  readonly hasBatchNorm: boolean;
  readonly normalization: Normalization | undefined;
}

/**
 * The source of that name; without one, the images where there are some, else painted ones, which batch norm can draw
 * towards the experts' classes.
 *
 * @throws MergeError Images shall be painted, and nobody said which pixel values the experts know.
 */
export function mergeSource(
  name: MergeSourceName | undefined,
  { hasImages, hasBatchNorm, normalization }: MergeNeeds,
): MergeSource {
  if (name === undefined && hasImages) return givenImages;
  const chosen = name ?? (hasBatchNorm ? 'drawn' : 'procedural');
  if (chosen === 'drawn' && !hasBatchNorm) {
    throw new MergeError(
      '--source drawn was given, and no expert has batch norm that can be asked what its images were like',
      'an expert with batch norm, in PyTorch’s names of an architecture that is known here or as a TensorFlow.js layers model',
      'Choose --source procedural.',
    );
  }
  if ((chosen === 'procedural' || chosen === 'drawn') && normalization === undefined) {
    throw new MergeError(
      'painted images are to be learned from, and no file says its normalisation',
      'the one that the experts were trained with',
      'Give --mean and --std, or choose --source minversion, which does without.',
    );
  }
  return sources[chosen];
}

/** @param share of the images that experts are heard on */
function paint({ shape, normalization, seed }: TeachContext, share: number): ImageBatch {
  if (normalization === undefined) throw new RangeError('there is no normalization to paint images with');
  const recipe = proceduralRecipe(shape[2]);
  return paintImages({ recipe, shape, normalization, count: Math.ceil(share * heardCount(shape)), seed });
}

/** How many images experts are heard on where they are made here. */
function heardCount(shape: ImageShape): number {
  return Math.min(heardImages, Math.floor(heardValues / imageSize(shape)));
}

function given(images: ImageBatch | undefined): ImageBatch {
  if (images === undefined) throw new RangeError('there are no images to learn from');
  return images;
}

function buffer(make: Parameters<typeof rehearsalBuffer>[0]['synthesis']): SampleSource {
  return rehearsalBuffer({ synthesis: make, budget, augmentation });
}
