/** How much work a merge may be: a share of the usual images and steps, 0.01 … 1, or as many as take so many minutes. */
export type Budget = { readonly effort: number } | { readonly minutes: number };

/** What a merge may be if nobody says it: all of it, unless that takes longer. */
export const usualBudget = { minutes: 30 } as const;

/** The share of `--quick`. */
export const quickEffort = 0.2;

/** The least share there is. */
export const leastEffort = 0.01;

/** What the user says of it; if it is the number of steps, all of the images. */
export function budgetOf({
  quick = false,
  minutes,
  effort,
  iterations,
}: {
  readonly quick?: boolean | undefined;
  readonly minutes?: number | undefined;
  readonly effort?: number | undefined;
  readonly iterations?: number | undefined;
}): Budget {
  if (minutes !== undefined) return { minutes };
  if (quick) return { effort: quickEffort };
  if (effort !== undefined) return { effort };
  return iterations === undefined ? usualBudget : { effort: 1 };
}

/**
 * The share of the usual images and steps that keeps to the budget, in whole thousandths; the least one if none does.
 *
 * @param milliseconds that a share takes: more for more
 */
export function effortOf(budget: Budget, milliseconds: (effort: number) => number): number {
  if ('effort' in budget) return budget.effort;
  const fits = (thousandths: number) => milliseconds(thousandths / 1000) <= 60_000 * budget.minutes;
  let [fitting, next] = [1000 * leastEffort, 1001];
  while (next - fitting > 1) {
    const middle = Math.floor((fitting + next) / 2);
    if (fits(middle)) fitting = middle;
    else next = middle;
  }
  return fitting / 1000;
}

/** That share of a usual number, at least 1. */
export function scaled(usual: number, effort: number): number {
  return Math.max(1, Math.round(usual * effort));
}
