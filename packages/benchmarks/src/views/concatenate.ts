import type { ImageDataset } from '../images/image-dataset';

/**
 * Data sets of one shape and one class count, laid end to end; still lazy.
 *
 * @throws RangeError if there are none, or they differ in shape or class count
 */
export function concatenate(sets: readonly ImageDataset[]): ImageDataset {
  const [first] = sets;
  if (first === undefined) throw new RangeError('no data sets were given; it needs at least one.');
  if (sets.length === 1) return first;
  for (const set of sets) refuseOther(set, first);
  const places = sets.flatMap((set) => Array.from({ length: set.length }, (_, index) => ({ set, index })));
  const place = (index: number) => {
    const found = places[index];
    if (found === undefined)
      throw new RangeError(
        `Image ${index} of ${places.length} concatenated ones: expected an integer from 0 to ${places.length - 1}. Correct the index.`,
      );
    return found;
  };
  return {
    name: sets.map((set) => set.name).join(' + '),
    length: places.length,
    shape: first.shape,
    classCount: first.classCount,
    label: (index) => place(index).set.label(place(index).index),
    pixels: (index) => place(index).set.pixels(place(index).index),
  };
}

function refuseOther(set: ImageDataset, first: ImageDataset): void {
  if (set.shape.some((side, axis) => side !== first.shape[axis])) {
    throw new RangeError(
      `${set.name} has images of ${set.shape.join(' × ')}, ${first.name} of ${first.shape.join(' × ')}: expected one shape. ` +
        'Give them one size (fitImages).',
    );
  }
  if (set.classCount !== first.classCount) {
    throw new RangeError(
      `${set.name} has ${set.classCount} classes, ${first.name} ${first.classCount}: expected one class count. ` +
        'Give each the class count of the whole.',
    );
  }
}
