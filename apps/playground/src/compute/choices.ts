import type { Choices } from './messages';

/**
 * The likeliest class of each row of logits, and its probability by a softmax.
 *
 * @param known columns that count; a row without any has no class, −1
 */
export function choicesOf(logits: Float32Array, width: number, known: readonly number[]): Choices {
  const count = width === 0 ? 0 : logits.length / width;
  const classes = new Int16Array(count).fill(-1);
  const confidence = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    let [best, top] = [-1, Number.NEGATIVE_INFINITY];
    for (const column of known) {
      const value = logits[row * width + column] as number;
      if (value > top) [best, top] = [column, value];
    }
    if (best < 0) continue;
    const total = known.reduce(
      (sum, column) => sum + Math.exp((logits[row * width + column] as number) - top),
      0,
    );
    classes[row] = best;
    confidence[row] = 1 / total;
  }
  return { classes, confidence };
}

/** Of the rows that the consensus gives to one of these classes: how many, and the share on which the student chooses the same. */
export function agreementOn(
  classes: readonly number[],
  { consensus, student }: { readonly consensus: Choices; readonly student: Choices },
): { readonly images: number; readonly share: number } {
  let [images, same] = [0, 0];
  for (const [row, chosen] of consensus.classes.entries()) {
    if (!classes.includes(chosen)) continue;
    images += 1;
    if (student.classes[row] === chosen) same += 1;
  }
  return { images, share: images === 0 ? 0 : same / images };
}
