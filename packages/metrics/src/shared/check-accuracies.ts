import { checkAccuracy } from './check-accuracy';
import { InvalidMetricInputError } from './invalid-metric-input-error';

/** @throws InvalidMetricInputError unless there are `count` values, each in [0, 1] or not measured */
export function checkAccuracies(
  argument: string,
  values: readonly (number | null | undefined)[],
  count: number,
  advice: string,
): void {
  if (values.length !== count) {
    throw new InvalidMetricInputError({
      argument: `${argument}.length`,
      given: values.length,
      expected: `${count}, one accuracy per test experience`,
      advice,
    });
  }
  for (const [e, accuracy] of values.entries()) checkAccuracy(`${argument}[${e}]`, accuracy);
}
