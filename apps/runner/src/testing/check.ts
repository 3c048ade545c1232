/**
 * One thing that every implementation of a contract must do. It throws where it does not. Any test framework runs it:
 * `for (const { name, run } of strategyContract(mine)) test(name, run)`.
 */
export interface Check {
  /** Continues the sentence `it …`. */
  readonly name: string;
  readonly run: () => Promise<void> | void;
}

/** The value of the first call, for all calls. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
