/** Seeds of the assessment runs, by run id: the reference's. Selection is on run 0. */
export const runSeeds = [1234, 2345, 3456, 5678, 6789] as const;
