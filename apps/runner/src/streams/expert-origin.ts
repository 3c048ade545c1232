/** What an expert's training starts from. */
export interface ExpertOrigin {
  /** Name of the architecture. */
  readonly architecture: string;
  /** Of the architecture that has hidden units to choose. */
  readonly hiddenSize: number | undefined;
  /**
   * `shared`: all experts of this architecture, and a student of it, start from the same weights; `own`: this expert starts
   * from weights drawn for it alone; `unknown`: someone else trained it, or it started from pretrained weights.
   */
  readonly initialization: 'shared' | 'own' | 'unknown';
}
