import {
  auxiliaryImages,
  dataImpression,
  gaussianNoise,
  modelInversion,
  paddedCrop,
  rehearsalBuffer,
  type SampleSource,
  selectImages,
} from '@exmodel/distill';
import { distilled } from './distilled';
import { mergeDefaults } from './merge-options';
import type { MergeSource, TeachContext } from './merge-source';

const { synthesis, images: budget } = mergeDefaults;
const augmentation = paddedCrop(4);

/** What `--source` can name, the default first. */
const sources = {
  minversion: distilled('images made by model inversion', {
    isSynthesis: true,
    create: ({ shape, student: { outputs } }) =>
      buffer(modelInversion({ ...synthesis, shape, outputs, augmentation })),
  }),
  dimpression: distilled('data impressions', {
    isSynthesis: true,
    create: ({ shape }) =>
      buffer(dataImpression({ ...synthesis, shape, augmentation, beta: 1, impressionClasses: 'expert' })),
  }),
  noise: distilled('Gaussian noise', { isSynthesis: false, create: ({ shape }) => gaussianNoise(shape) }),
} satisfies Record<string, MergeSource>;

export type MergeSourceName = keyof typeof sources;
export const mergeSourceNames = Object.keys(sources) as readonly MergeSourceName[];

/** What is learned from where images are given and no source is named. */
const givenImages = distilled('the images given', { isSynthesis: false, create: fromGivenImages });

/** The source of that name; without one, the images where there are some, else the default. */
export function mergeSource(name: MergeSourceName | undefined, hasImages: boolean): MergeSource {
  if (name !== undefined) return sources[name];
  return hasImages ? givenImages : sources.minversion;
}

function fromGivenImages({ images }: TeachContext): SampleSource {
  if (images === undefined) throw new RangeError('there are no images to learn from');
  const { shape, count } = images;
  return auxiliaryImages({ shape, count, read: (indices) => selectImages(images, indices).pixels });
}

function buffer(make: Parameters<typeof rehearsalBuffer>[0]['synthesis']): SampleSource {
  return rehearsalBuffer({ synthesis: make, budget, augmentation });
}
