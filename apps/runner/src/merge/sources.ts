import type { Normalization } from '@exmodel/benchmarks';
import { type ImageBatch, type ImageShape, imageSize } from '@exmodel/distill';
import { suggestion } from '../config/nearest';
import { painted } from '../teaching/images/painted';
import { imageKinds } from '../teaching/images/registry';
import { byConsensus } from './by-consensus';
import { distilled } from './distilled';
import { MergeError } from './merge-error';
import { mergeDefaults } from './merge-options';
import type { MergeSource, TeachContext } from './merge-source';

const { queriedImages, queriedValues } = mergeDefaults;

/** What `--source` can name: the consensus on painted images, or each expert in turn on images of a kind. */
const sources: Readonly<Record<string, MergeSource>> = {
  procedural: byConsensus('the experts’ consensus on painted images', {
    make: (context) => paint(context, 1),
    count: ({ shape }) => queriedCount(shape),
  }),
  drawn: byConsensus(
    'the experts’ consensus on painted images, half of them drawn towards the classes of an expert',
    {
      make: (context) => paint(context, 0.5),
      count: ({ shape }) => Math.ceil(queriedCount(shape) / 2),
      drawn: ({ shape }) => Math.floor(queriedCount(shape) / 2),
    },
  ),
  ...Object.fromEntries(
    imageKinds.filter((kind) => kind !== painted).map((kind) => [kind.name, distilled(kind)]),
  ),
};

export const mergeSourceNames: readonly string[] = Object.keys(sources);

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
  name: string | undefined,
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
  const source = sources[chosen];
  if (source !== undefined) return source;
  const expected = `one of ${mergeSourceNames.join(', ')}`;
  throw new MergeError(
    `--source ${chosen} was given`,
    expected,
    `Correct it.${suggestion(chosen, mergeSourceNames)}`,
  );
}

/** @param share of the images that experts are queried on */
function paint(context: TeachContext, share: number): ImageBatch {
  return painted.batch(context, Math.ceil(share * queriedCount(context.shape)), context.seed);
}

/** How many images experts are queried on where they are made here. */
function queriedCount(shape: ImageShape): number {
  return Math.min(queriedImages, Math.floor(queriedValues / imageSize(shape)));
}

function given(images: ImageBatch | undefined): ImageBatch {
  if (images === undefined) throw new RangeError('there are no images to learn from');
  return images;
}
