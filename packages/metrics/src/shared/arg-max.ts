/** The class with the greatest score, the lowest of several; by default among all. Undefined among none. */
export function argMax(scores: ArrayLike<number>, classes?: ReadonlySet<number>): number | undefined {
  let best: number | undefined;
  for (let c = 0; c < scores.length; c++) {
    if (classes !== undefined && !classes.has(c)) continue;
    if (best === undefined || (scores[c] as number) > (scores[best] as number)) best = c;
  }
  return best;
}
