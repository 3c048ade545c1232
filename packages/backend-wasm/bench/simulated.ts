/** A job of a training step: its kernel, the JavaScript before it and its chunks, in milliseconds on one thread. */
export interface MeasuredJob {
  readonly kernel: string;
  readonly before: number;
  readonly chunks: readonly number[];
}

/** Milliseconds that it takes to announce a job and to find it done. */
const SYNCHRONISATION = 0.005;

/** When threads, each taking the next chunk as soon as it is free, are done. What they do to one another's caches is not in it. */
export function simulated(chunks: readonly number[], threads: number): number {
  if (threads === 1 || chunks.length === 1) return chunks.reduce((total, time) => total + time, 0);
  const ends = Array<number>(threads).fill(0);
  for (const time of chunks) {
    const free = ends.indexOf(Math.min(...ends));
    ends[free] = (ends[free] as number) + time;
  }
  return Math.max(...ends) + SYNCHRONISATION;
}
