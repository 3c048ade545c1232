/** What was wrong with an argument of a metric, as facts. */
export interface InvalidMetricInput {
  /** Name or path of the argument, for example `rows[2][0]`. */
  readonly argument: string;
  readonly given: unknown;
  readonly expected: string;
  readonly advice: string;
}

/** An argument that no measurement can have produced: a mistake of the caller, never a missing measurement. */
export class InvalidMetricInputError extends Error implements InvalidMetricInput {
  override readonly name = 'InvalidMetricInputError';
  readonly argument: string;
  readonly given: unknown;
  readonly expected: string;
  readonly advice: string;

  constructor({ argument, given, expected, advice }: InvalidMetricInput) {
    super(`${argument} is ${String(given)}; expected ${expected}. ${advice}`);
    this.argument = argument;
    this.given = given;
    this.expected = expected;
    this.advice = advice;
  }
}
