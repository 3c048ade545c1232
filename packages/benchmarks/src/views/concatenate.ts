import type { ImageDataset } from '../images/image-dataset';

/** Data sets of one shape, laid end to end; still lazy. */
export function concatenate(sets: readonly ImageDataset[]): ImageDataset {
  const [first] = sets;
  if (first === undefined) throw new RangeError('no data sets were given; it needs at least one.');
  if (sets.length === 1) return first;
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
