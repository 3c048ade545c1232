/** Something at work, made anew: its events, and what it made in the end. */
export interface Run {
  readonly events: AsyncGenerator<unknown, unknown>;
  /** Taken after any event. */
  state(): Promise<unknown>;
  dispose?(): void;
}

export interface Case {
  readonly name: string;
  /** Makes everything new, to begin or to go on from a state. */
  readonly start: (state?: never) => Promise<Run> | Run;
}
