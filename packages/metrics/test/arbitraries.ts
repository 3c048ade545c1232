import { fc } from '@fast-check/vitest';

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** A measured matrix of two to six experiences. */
export const squareMatrix = fc.integer({ min: 2, max: 6 }).chain((n) =>
  fc.record({
    samples: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: n, maxLength: n }),
    rows: fc.array(fc.array(share, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }),
  }),
);

/** Samples of four classes with their labels, and probabilities that are now and then equal. */
export const labelled = fc.array(
  fc.record({
    label: fc.nat({ max: 3 }),
    row: fc
      .array(fc.nat({ max: 8 }), { minLength: 4, maxLength: 4 })
      .map((counts) => (counts.some((count) => count > 0) ? counts : [1, 1, 1, 1]))
      .map((counts) => counts.map((count) => count / counts.reduce((sum, each) => sum + each, 0))),
  }),
  { minLength: 1, maxLength: 30 },
);
