import type { z } from 'zod';

/** Refuses a list that contains a value twice; for `superRefine`. */
export function refuseRepeated(values: readonly unknown[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, value] of values.entries()) {
    const text = JSON.stringify(value);
    if (seen.has(text)) context.addIssue({ code: 'custom', path: [index], message: 'listed twice' });
    seen.add(text);
  }
}
