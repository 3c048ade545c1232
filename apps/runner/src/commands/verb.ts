import type { Command } from 'commander';

/** Where the command lies. */
export interface Files {
  /** The script of the command, for starting processes. */
  readonly script: string;
  /** The experiment that `run` without a file runs. */
  readonly quickstart: string;
  /** The script of the live page, which is built beside this one. */
  readonly page: string;
}

/** A verb of the command. Only the code of the one that is given is loaded: that of all takes longer than most need to work. */
export interface Verb {
  readonly name: string;
  /** Its heading in the help; a verb without one is not shown there. */
  readonly group?: string;
  readonly description: string;
  /** What follows the verb in the example at the end of its help, if anything does. */
  readonly example?: string;
  /** Loads the function that adds arguments, options and what the verb does to its command; `all` are the verbs of the program. */
  readonly load: () => Promise<(command: Command, files: Files, all: readonly Verb[]) => void>;
}
