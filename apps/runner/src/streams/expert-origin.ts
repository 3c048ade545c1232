/** What an expert's training starts from. */
export interface ExpertOrigin {
  /** Name of the architecture. */
  readonly architecture: string;
  /** Of the architecture that has hidden units to choose. */
  readonly hiddenSize: number | undefined;
  /**
   * `shared`: all experts of this architecture start alike, and as a student of it; `own`: from weights drawn for this
   * one; `unknown`: somebody else trained it, or it started from weights that were trained before.
   */
  readonly initialization: 'shared' | 'own' | 'unknown';
}
