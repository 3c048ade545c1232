/** A TensorFlow.js backend that `--backend` can name. A new one is a file beside this one and a line in `registry.ts`. */
export interface Backend<Name extends string = string> {
  readonly name: Name;
  /**
   * Which bits a training gives on it. Experts are cached by it: raise it when the same training gives other bits than
   * before.
   */
  readonly trainingVersion: number;
  /**
   * Loads it and makes it TensorFlow.js's current backend; where that cannot be, says why instead of throwing.
   *
   * @param threads to compute with; without it, as many as there are cores
   */
  load(threads: number | undefined): Promise<Loaded | Unavailable>;
}

export interface Loaded {
  readonly state: 'loaded';
  /** What computes, in a few words: `TensorFlow, GPU`. */
  readonly description: string;
  /** Threads that it computes with. */
  readonly threads: number;
}

export interface Unavailable {
  readonly state: 'unavailable';
  /** Goes on after `it cannot be used: `. */
  readonly reason: string;
}
