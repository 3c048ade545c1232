import type { z } from 'zod';

/** Refuses a list that contains a value twice; for `superRefine`. */
export function refuseRepeated(values: readonly unknown[], context: z.RefinementCtx): void {
  const texts = values.map((value) => JSON.stringify(value));
  for (const [index, text] of texts.entries()) {
    if (texts.indexOf(text) !== index)
      context.addIssue({ code: 'custom', path: [index], message: 'listed twice' });
  }
}
