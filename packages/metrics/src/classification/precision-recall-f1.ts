import { mean } from '../shared/mean';
import { perClassAccuracy } from './per-class-accuracy';

/** Each in [0, 1], or undefined where there is nothing to divide by. */
export interface PrecisionRecallF1 {
  /** Of the samples predicted as the class, the share that are of it; undefined for a class that was never predicted. */
  readonly precision: number | undefined;
  /** Of the samples of the class, the share predicted as it; undefined for a class without samples. */
  readonly recall: number | undefined;
  /** 2TP / (2TP + FP + FN), the harmonic mean of both; undefined for a class that has no samples and was never predicted. */
  readonly f1: number | undefined;
}

/**
 * Precision, recall and F1 of each class: scikit-learn's `precision_recall_fscore_support` with `zero_division=nan`.
 *
 * @param confusion counts, `confusion[label][prediction]`
 * @throws InvalidMetricInputError unless the matrix is square and holds counts
 */
export function precisionRecallF1(confusion: readonly (readonly number[])[]): PrecisionRecallF1[] {
  return perClassAccuracy(confusion).map((recall, c) => {
    const correct = confusion[c]?.[c] as number;
    const samples = (confusion[c] ?? []).reduce((sum, count) => sum + count, 0);
    const predicted = confusion.reduce((sum, row) => sum + (row[c] as number), 0);
    const share = (part: number, whole: number) => (whole === 0 ? undefined : part / whole);
    return { precision: share(correct, predicted), recall, f1: share(2 * correct, samples + predicted) };
  });
}

/**
 * Macro means of {@link precisionRecallF1}: each over the classes that have a value, every class counting the same;
 * scikit-learn's `average='macro'` with `zero_division=nan`. Macro recall is {@link balancedAccuracy}. Macro precision leaves out
 * classes that were never predicted, so that it can be high where a student knows few classes: read it beside recall or F1.
 *
 * @param confusion counts, `confusion[label][prediction]`
 * @returns each in [0, 1]; undefined if no class has a value
 * @throws InvalidMetricInputError unless the matrix is square and holds counts
 */
export function macroPrecisionRecallF1(confusion: readonly (readonly number[])[]): PrecisionRecallF1 {
  const classes = precisionRecallF1(confusion);
  const macro = (key: keyof PrecisionRecallF1) =>
    mean(classes.map((scores) => scores[key]).filter((value) => value !== undefined));
  return { precision: macro('precision'), recall: macro('recall'), f1: macro('f1') };
}
