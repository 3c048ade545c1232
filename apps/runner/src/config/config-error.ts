/** One thing wrong in a configuration, and where. */
export interface ConfigProblem {
  /** `configs/x.yaml:12`, or `--set lr=fast`. */
  readonly place: string;
  readonly text: string;
}

/** Describes one thing wrong. Called only for the first few: a file may have a hundred thousand mistakes. */
export type Problem = () => ConfigProblem;

/** A problem whose place is not looked up yet: at the key or list item at `path`. */
export interface ProblemAt {
  readonly path: readonly string[];
  readonly text: () => string;
}

/** How many problems are described. */
const most = 10;

/** A configuration that cannot be run. Lists what is wrong with it at once; of many mistakes the first, and how many more there are. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** The problems that the message lists. */
  readonly problems: readonly ConfigProblem[];

  constructor(found: readonly Problem[]) {
    const problems = found.slice(0, most).map((describe) => describe());
    const lines = problems.map(({ place, text }) => `${place}: ${text}`);
    if (found.length > most) lines.push(`and ${found.length - most} more`);
    super(
      found.length === 1
        ? lines[0]
        : `${found.length} mistakes in the configuration:\n  ${lines.join('\n  ')}`,
    );
    this.problems = problems;
  }
}
