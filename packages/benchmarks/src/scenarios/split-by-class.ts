import type { TrainTest } from '../images/image-dataset';
import { imagesOf } from '../views/images-of';
import type { Experience } from './benchmark';

/**
 * Cuts a class order into experiences: "new classes", as Avalanche's `nc_benchmark` makes it. Every image whose class is
 * in the order lands in exactly one experience, in the data set's own order.
 *
 * @param classOrder Distinct classes of the data set.
 * @param split The number of experiences, of equally many classes, or the number of classes in each of them.
 * @throws RangeError if there are no classes, or they are not distinct or not the data set's, or cannot be split so.
 */
export function splitByClass(
  data: TrainTest,
  classOrder: readonly number[],
  split: number | readonly number[],
): Experience[] {
  const known = classOrder.every(
    (label) => Number.isInteger(label) && label >= 0 && label < data.train.classCount,
  );
  if (classOrder.length === 0 || !known || new Set(classOrder).size !== classOrder.length) {
    throw new RangeError(
      `Class order ${classOrder.join(', ')}: expected one class or more, distinct integers from 0 to ${data.train.classCount - 1}. ` +
        'Name the classes, each of them once.',
    );
  }
  const sizes = typeof split === 'number' ? equalSizes(classOrder.length, split) : split;
  refuseUnfitting(sizes, classOrder.length);
  let from = 0;
  return sizes.map((size, index) => {
    const classes = classOrder.slice(from, from + size);
    from += size;
    return { index, classes, train: imagesOf(data.train, classes), test: imagesOf(data.test, classes) };
  });
}

function equalSizes(classCount: number, count: number): number[] {
  const size = classCount / count;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `${classCount} classes in ${count} experiences: expected equally many in each. Choose a divisor of ${classCount}.`,
    );
  }
  return Array(count).fill(size);
}

function refuseUnfitting(sizes: readonly number[], classCount: number): void {
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum === classCount && sizes.every((size) => Number.isInteger(size) && size >= 1)) return;
  throw new RangeError(
    `[${sizes.join(', ')}] classes per experience, ${sum} in all: expected integers from 1 whose sum is ${classCount}. ` +
      'Correct the numbers.',
  );
}
