import type { Command } from 'commander';
import { exmodelLine } from './command-line';

/**
 * A verb whose help ends with an example, and whose complaints say where that help is.
 *
 * @param words that the user types for it: `experts`, `import`
 * @param example what follows them in the example; undefined if there is none
 */
export function withHelp(verb: Command, words: readonly string[], example: string | undefined): Command {
  verb.showHelpAfterError(`Its options, with an example: ${exmodelLine([...words, '--help'])}`);
  return example === undefined
    ? verb
    : verb.addHelpText('after', `\nExample:\n  ${exmodelLine(words)} ${example}`);
}
