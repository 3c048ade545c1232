import { same, upTo } from './activation';

/** How a reshape is done without needless copies. */
export interface Regrouping {
  /** The order that the axes must be brought to first. */
  readonly before: readonly number[];
  /** The order in which the new axes then lie. */
  readonly after: readonly number[];
}

/**
 * A reshape splits and joins neighbouring axes: [batch, 116, 28, 28] → [batch, 2, 58, 28, 28] splits the channels. Each group of
 * axes that keeps its number of values may stay where it lies, if its own axes lie in order, side by side.
 *
 * @param from and `to`: shapes with the same number of values
 * @param order in which the axes of `from` lie
 */
export function regroup(
  from: readonly number[],
  to: readonly number[],
  order: readonly number[],
): Regrouping {
  const groups = groupsOf(from, to);
  const placed = groups
    .filter(({ old }) => old.length > 0)
    .sort((a, b) => order.indexOf(a.old[0] as number) - order.indexOf(b.old[0] as number));
  const fresh = groups.filter(({ old }) => old.length === 0);
  const before = placed.flatMap(({ old }) => old);
  const after = [...placed, ...fresh].flatMap(({ now }) => now);
  return { before, after };
}

interface Group {
  readonly old: readonly number[];
  readonly now: readonly number[];
}

/** The smallest runs of axes of both shapes with equal numbers of values. Sides of 1 at the end join the last run. */
function groupsOf(from: readonly number[], to: readonly number[]): readonly Group[] {
  if (same(from, to)) return upTo(from.length).map((axis) => ({ old: [axis], now: [axis] }));
  if (from.includes(0) || to.includes(0)) return [{ old: upTo(from.length), now: upTo(to.length) }];
  const groups: { old: number[]; now: number[] }[] = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    const group = { old: [i], now: [j] };
    let [left, right] = [from[i++] as number, to[j++] as number];
    while (left !== right) {
      if (left < right) {
        left *= from[i] as number;
        group.old.push(i++);
      } else {
        right *= to[j] as number;
        group.now.push(j++);
      }
    }
    groups.push(group);
  }
  const last = groups.at(-1) ?? { old: [], now: [] };
  if (groups.length === 0) groups.push(last);
  while (i < from.length) last.old.push(i++);
  while (j < to.length) last.now.push(j++);
  return groups;
}
