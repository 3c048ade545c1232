import { requireCount, requireShape } from './option-ranges';

/** Height, width and channels of one image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * Images with their labels and tasks, if any: plain values in normalised pixel space, so that they can be
 * kept between experiences, saved and drawn from without holding tensor memory.
 */
export interface ImageBatch {
  readonly shape: ImageShape;
  readonly count: number;
  /** count × height × width × channels values, row-major. */
  readonly pixels: Float32Array;
  /** The class of each image; absent where there is none (auxiliary images, noise). */
  readonly labels?: Int32Array | undefined;
  /** count × outputs probabilities that replace the hard labels in the cross-entropy term. */
  readonly softLabels?: Float32Array | undefined;
  /** The task of each image in a multi-task stream. */
  readonly tasks?: Int32Array | undefined;
}

/** Number of values in one image. */
export function imageSize(shape: ImageShape): number {
  return shape[0] * shape[1] * shape[2];
}

/** @throws RangeError unless it holds an image or more, and is whole */
export function requireImages(batch: ImageBatch): void {
  requireCount('images.count', batch.count);
  requireWholeBatch(batch);
}

/** @throws RangeError unless the batch, which may be empty, holds as many pixels, labels and tasks as its count and shape say */
export function requireWholeBatch({ shape, count, pixels, labels, softLabels, tasks }: ImageBatch): void {
  if (count !== 0) requireCount('images.count', count);
  requireShape(shape);
  const outputs = Math.max(1, Math.ceil((softLabels?.length ?? 0) / Math.max(1, count)));
  const lengths = [
    ['pixels', pixels, count * imageSize(shape)],
    ['labels', labels, count],
    ['softLabels', softLabels, count * outputs],
    ['tasks', tasks, count],
  ] as const;
  for (const [name, values, length] of lengths) {
    if (values === undefined || values.length === length) continue;
    throw new RangeError(
      `images.${name} of ${values.length} values were given for ${count} images of ${shape.join('×')}; they must be ${length}. ` +
        `Give the ${name} of every image, or correct the count or the shape.`,
    );
  }
}

/**
 * The images at `indices` of `batch`, in that order, with their labels and tasks.
 *
 * @throws RangeError when the batch does not hold what its count and shape say, or has no such image
 */
export function selectImages(batch: ImageBatch, indices: ArrayLike<number>): ImageBatch {
  requireWholeBatch(batch);
  for (let row = 0; row < indices.length; row++) requireIndex(indices[row] as number, batch.count);
  const rows = (values: Float32Array, width: number) => {
    const out = new Float32Array(indices.length * width);
    for (let row = 0; row < indices.length; row++) {
      const from = (indices[row] as number) * width;
      out.set(values.subarray(from, from + width), row * width);
    }
    return out;
  };
  const entries = (values: Int32Array) => Int32Array.from(indices, (index) => values[index] as number);
  return {
    shape: batch.shape,
    count: indices.length,
    pixels: rows(batch.pixels, imageSize(batch.shape)),
    ...(batch.labels && { labels: entries(batch.labels) }),
    ...(batch.softLabels && { softLabels: rows(batch.softLabels, batch.softLabels.length / batch.count) }),
    ...(batch.tasks && { tasks: entries(batch.tasks) }),
  };
}

function requireIndex(index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new RangeError(
    `image ${index} was chosen of ${count}; they are 0 to ${count - 1}. Correct the index.`,
  );
}

/**
 * The batches laid end to end.
 *
 * @throws RangeError when there is no batch, when one does not hold what its count and shape say, when the batches' images differ in shape, or
 * when labels, soft labels or tasks are given for some batches and not for others.
 */
export function concatenateImages(batches: readonly ImageBatch[]): ImageBatch {
  const [first] = batches;
  if (first === undefined)
    throw new RangeError('no images were given to concatenate; it needs at least one batch.');
  batches.forEach(requireWholeBatch);
  const other = batches.find((batch) => batch.shape.join() !== first.shape.join());
  if (other !== undefined) {
    throw new RangeError(
      `images of ${first.shape.join('×')} and of ${other.shape.join('×')} were given to concatenate; ` +
        'they must have one shape. Resize them first.',
    );
  }
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const pixels = new Float32Array(count * imageSize(first.shape));
  let offset = 0;
  for (const batch of batches) {
    pixels.set(batch.pixels, offset);
    offset += batch.pixels.length;
  }
  const joined = (key: 'labels' | 'softLabels' | 'tasks') => {
    const arrays = batches.map((batch) => batch[key]).filter((array) => array !== undefined);
    if (arrays.length !== 0 && arrays.length !== batches.length) {
      throw new RangeError(
        `images with and without ${key} were given to concatenate; all batches have them or none has. ` +
          `Add the missing ${key}, or omit them everywhere.`,
      );
    }
    return arrays.length === 0 ? undefined : arrays.flatMap((array) => [...array]);
  };
  const labels = joined('labels');
  const softLabels = joined('softLabels');
  const tasks = joined('tasks');
  return {
    shape: first.shape,
    count,
    pixels,
    ...(labels && { labels: Int32Array.from(labels) }),
    ...(softLabels && { softLabels: Float32Array.from(softLabels) }),
    ...(tasks && { tasks: Int32Array.from(tasks) }),
  };
}
