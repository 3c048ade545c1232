import { checkIndex } from './check-index';

/** @throws InvalidMetricInputError unless every id of every group is an integer in [0, count) */
export function checkClasses(argument: string, groups: readonly (readonly number[])[], count: number): void {
  for (const [g, group] of groups.entries()) {
    for (const [i, c] of group.entries()) {
      checkIndex(`${argument}[${g}][${i}]`, c, count, 'Use the class ids of the labels, from 0.');
    }
  }
}
