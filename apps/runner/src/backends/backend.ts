/** A TensorFlow.js backend that `--backend` can name. A new one is a file beside this one and a line in `registry.ts`. */
export interface Backend<Name extends string = string> {
  readonly name: Name;
  /**
   * Part of the hash by which experts are cached: raise it when the same training gives other bits on this backend than
   * before.
   */
  readonly trainingVersion: number;
  /** Bytes that it can address, if that is less than machines have. */
  readonly memory?: number;
  /**
   * Loads it and makes it TensorFlow.js's current backend; if that fails, returns the reason instead of throwing.
   *
   * @param threads number of threads; default: one per core
   * @param isNamed whether it was asked for by name. If not, one that is slower than those after it says that it is unavailable.
   */
  load(threads: number | undefined, isNamed: boolean): Promise<Loaded | Unavailable>;
}

export interface Loaded {
  readonly state: 'loaded';
  /** What computes, in a few words: `TensorFlow, GPU`. */
  readonly description: string;
  /** Number of threads that it uses. */
  readonly threads: number;
}

export interface Unavailable {
  readonly state: 'unavailable';
  /** Continues the sentence `it cannot be used: `. */
  readonly reason: string;
  /** What would make it work, in sentences, if the user can do something about it. */
  readonly remedy?: string;
  /** Nobody has installed it, and nothing says that this machine needs it: not worth a word where another one works. */
  readonly unneeded?: true;
}
