/** The images that were made of one expert: how many, and the bytes of all their arrays. */
export interface MadeImages {
  readonly count: number;
  readonly bytes: number;
}

/** The bytes that `rehearsalBuffer` keeps of the experts' images so far: of each as many as its share allows. */
export function bufferBytes(made: readonly MadeImages[], budget: number): number {
  const share = Math.floor(budget / made.length);
  return made.reduce((sum, { count, bytes }) => sum + (bytes * Math.min(count, share)) / count, 0);
}
