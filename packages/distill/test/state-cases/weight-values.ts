import type { Weights } from '../../src/weights';

/** The student's weights without their names, which tfjs makes unique. */
export const weightValues = async ({ weights }: { weights(): Promise<Weights> }) =>
  (await weights()).map(({ values }) => values);
