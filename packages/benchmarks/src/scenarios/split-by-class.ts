import type { Experience } from '../benchmark';
import type { TrainTest } from '../datasets/image-dataset';
import { imagesOf } from '../views/images-of';

/**
 * Cuts a class order into `count` experiences of equally many classes: "new classes", as Avalanche's `nc_benchmark`
 * makes it. Every image whose class is in the order lands in exactly one experience, in the data set's own order.
 *
 * @param classOrder Distinct classes of the data set.
 * @throws RangeError if they are not, or do not divide into `count` experiences.
 */
export function splitByClass(data: TrainTest, classOrder: readonly number[], count: number): Experience[] {
  const known = classOrder.every(
    (label) => Number.isInteger(label) && label >= 0 && label < data.train.classCount,
  );
  if (!known || new Set(classOrder).size !== classOrder.length) {
    throw new RangeError(
      `Class order ${classOrder.join(', ')}: expected distinct integers from 0 to ${data.train.classCount - 1}. ` +
        'Name each class at most once.',
    );
  }
  const size = classOrder.length / count;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `${classOrder.length} classes in ${count} experiences: expected equally many in each. Choose a divisor of ` +
        `${classOrder.length}.`,
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const classes = classOrder.slice(index * size, (index + 1) * size);
    return { index, classes, train: imagesOf(data.train, classes), test: imagesOf(data.test, classes) };
  });
}
