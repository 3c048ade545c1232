/** Seeds of the assessment runs, by run id, as in the reference. */
export const runSeeds = [1234, 2345, 3456, 5678, 6789] as const;
