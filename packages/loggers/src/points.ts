import type { Progress } from './run-event';

const none: readonly never[] = [];

/**
 * Picks the points of curves that are kept where a point costs something: of each step the first report, and of long curves the steps of at
 * most three significant digits (1234 is left out, 1230 is kept), the same ones every time. A curve of 50 000 steps has 2 300 of them.
 *
 * @returns a function that gives the values to keep, by tag (`loss/distillation/experience0`); none for most events
 */
export function curvePoints(): (
  event: Progress,
) => readonly { readonly tag: string; readonly step: number; readonly value: number }[] {
  let last = '';
  return ({ curve, values }) => {
    if (curve === undefined || values === undefined) return none;
    const { name, step } = curve;
    if (!isKept(step)) return none;
    const point = `${name} ${step}`;
    if (point === last) return none;
    last = point;
    return Object.entries(values).map(([key, value]) => ({ tag: `${key}/${name}`, step, value }));
  };
}

/** Whether a step is a whole number of at most three significant digits. */
function isKept(step: number): boolean {
  let digits = Math.abs(step);
  while (digits >= 1000 && digits % 10 === 0) digits /= 10;
  return digits < 1000 && Number.isSafeInteger(step);
}

/** Where a metric lies: over the experiences, or within one over its iterations. */
export function metricPlace({
  name,
  experience,
  step,
}: {
  readonly name: string;
  readonly experience: number;
  readonly step?: number | undefined;
}): { readonly tag: string; readonly step: number } {
  return step === undefined
    ? { tag: name, step: experience }
    : { tag: `${name}/within_experience${experience}`, step };
}
