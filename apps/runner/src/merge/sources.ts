import type { Normalization } from '@exmodel/benchmarks';
import { type ImageBatch, type ImageShape, imageSize } from '@exmodel/distill';
import { suggestion } from '../config/nearest';
import { painted } from '../teaching/images/painted';
import { imageKinds } from '../teaching/images/registry';
import { scaled } from './budget';
import { byConsensus } from './by-consensus';
import { distilled } from './distilled';
import { stepImages } from './images-at-once';
import { MergeError } from './merge-error';
import { mergeDefaults } from './merge-options';
import type { MergeSource, QueriedImages } from './merge-source';
import { paint } from './paint';
import { sliceImages } from './slice-images';

const { queriedImages, queriedValues, largeImages, paintedSide } = mergeDefaults;

/** What `--source` can name: the consensus on painted images, or each expert in turn on images of a kind. */
const sources: Readonly<Record<string, MergeSource>> = {
  procedural: byConsensus('the experts’ consensus on painted images', {
    needsNormalization: painted.needsNormalization,
    make: paint,
    count: (context) =>
      context.trunk === undefined
        ? paintedCount(context, 1)
        : scaled(featureCount(context.shape, context.trunk.shape), context.effort),
  }),
  drawn: byConsensus(
    'the experts’ consensus on painted images, up to half of them drawn towards the classes of an expert',
    {
      needsNormalization: painted.needsNormalization,
      make: paint,
      count: (context) => paintedCount(context, 0.5),
      drawn: ({ shape, effort }) => Math.floor(scaled(queriedCount(shape), effort) / 2),
    },
  ),
  ...Object.fromEntries(
    imageKinds.filter((kind) => kind !== painted).map((kind) => [kind.name, distilled(kind)]),
  ),
};

/** Whether student and experts may learn from features in place of images: not if images are made by gradients in their pixels, or one by one. */
export function learnsFromFeatures(name: string | undefined): boolean {
  return name === undefined || name === 'procedural';
}

/** Whether all experts are queried on the same images: not if each teaches on images of its own. */
export function queriesAll(name: string | undefined): boolean {
  return name === undefined || sources[name]?.queried !== undefined;
}

export const mergeSourceNames: readonly string[] = Object.keys(sources);

/** The source if images are given and none is named. */
const givenImages = byConsensus('the experts’ consensus on the images given', {
  needsNormalization: false,
  areThere: true,
  make: ({ images }, count, first) => sliceImages(given(images), count, first),
  count: ({ images, effort }) => scaled(given(images).count, effort),
});

/** What the choice of a source depends on. */
export interface MergeNeeds {
  readonly hasImages: boolean;
  /** Whether images can be drawn towards the classes of one of the experts. */
  readonly canDraw: boolean;
  readonly normalization: Normalization | undefined;
}

/**
 * The source of that name. Without a name: the given images if there are any, else painted ones, up to half of them drawn towards
 * the experts' classes if an expert has batch norm, or it is known or estimated from which weights its training started.
 *
 * @throws MergeError Images are to be painted, but the experts' normalisation is not given.
 */
export function mergeSource(
  name: string | undefined,
  { hasImages, canDraw, normalization }: MergeNeeds,
): MergeSource & { readonly name?: string } {
  if (name === undefined && hasImages) return givenImages;
  const chosen = name ?? (canDraw ? 'drawn' : 'procedural');
  if (chosen === 'drawn' && !canDraw) {
    throw new MergeError(
      '--source drawn was given, but no expert has batch norm statistics that can be read, or initial weights that are known or can be estimated',
      'an expert with batch norm, as a state dict of a known architecture or as a TensorFlow.js layers model; or --initial, the weights that the experts’ training started from',
      'Give --initial, or choose --source procedural.',
    );
  }
  const source = sources[chosen];
  if (source === undefined) {
    const expected = `one of ${mergeSourceNames.join(', ')}`;
    const advice = `Correct it.${suggestion(chosen, mergeSourceNames)}`;
    throw new MergeError(`--source ${chosen} was given`, expected, advice);
  }
  if (source.needsNormalization && normalization === undefined) {
    throw new MergeError(
      'painted images are the source, but no file gives its normalisation',
      'the one that the experts were trained with',
      'Give --mean and --std, or choose --source minversion, which needs none.',
    );
  }
  return { ...source, name: chosen };
}

/** How many images the experts are queried on, if the user gives none. */
function queriedCount(shape: ImageShape): number {
  return Math.min(queriedImages, Math.floor(queriedValues / imageSize(shape)));
}

/**
 * The same for a share of the usual work, if that share of them is painted. Few large images are kept, so fewer steps leave them as
 * many as are learned from ten times each; painting and querying cost little beside the steps.
 */
function paintedCount(
  { shape, effort, iterations, atOnce }: Parameters<QueriedImages['count']>[0],
  share: number,
): number {
  const [most, scaledDown] = [queriedCount(shape), scaled(queriedCount(shape), effort)];
  const own = Math.ceil(share * scaledDown);
  if (most === queriedImages) return own;
  const learned = Math.floor((iterations * stepImages(atOnce)) / 10);
  return Math.max(own, Math.min(learned, most - (scaledDown - own)));
}

/** The same where only a trunk's features are kept: fewer of large images, which take their time to make. */
function featureCount(shape: ImageShape, features: ImageShape): number {
  const most = Math.max(...shape) > paintedSide ? largeImages : queriedImages;
  return Math.min(most, Math.floor(queriedValues / imageSize(features)));
}

function given(images: ImageBatch | undefined): ImageBatch {
  if (images === undefined) throw new RangeError('there are no images to learn from');
  return images;
}
