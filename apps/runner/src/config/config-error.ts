/** One thing wrong in a configuration, and where. */
export interface ConfigProblem {
  /** `configs/x.yaml:12`, or `--set lr=fast`. */
  readonly place: string;
  readonly text: string;
}

/** A configuration that cannot be run. Lists everything that is wrong with it at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ place, text }) => `${place}: ${text}`);
    super(
      lines.length === 1
        ? lines[0]
        : `${lines.length} mistakes in the configuration:\n  ${lines.join('\n  ')}`,
    );
  }
}
