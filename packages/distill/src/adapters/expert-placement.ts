/** Which outputs of an expert count, and where the student has them. */
export interface ExpertPlacement {
  /** Outputs of the expert. */
  readonly width: number;
  /** The expert's outputs that count, one for each class. */
  readonly columns: readonly number[];
  /** The student's outputs that they become, in the same order. */
  readonly classes: readonly number[];
  /** Outputs of the student. */
  readonly outputs: number;
}
