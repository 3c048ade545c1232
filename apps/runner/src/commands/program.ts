import { Command, type OutputConfiguration } from 'commander';
import manifest from '../../package.json';
import { exmodelLine } from './shared/command-line';
import { refuseEmpty } from './shared/refuse-empty';
import { withHelp } from './shared/with-help';
import type { Files, Verb } from './verb';
import { machine, verbs } from './verbs';

const manySeeds = `
run, study, compare or grid?
  run       one experiment: its strategies, each once or with several seeds, in one table.
  study     variants of one experiment on the same seeds: how much each differs from the baseline, and how certain that is.
  compare   several experiments, each run with its own settings, their tables on one page.
  grid      not a verb but a key of run and study: all combinations of some values; the best is chosen on validation images.`;

/**
 * The `exmodel` command.
 *
 * @param given its arguments. Of the verbs, only the one that they name is loaded with its options.
 * @param output where its help and its complaints go
 */
export async function createProgram(
  given: readonly string[],
  files: Files,
  output: OutputConfiguration,
): Promise<Command> {
  const program = new Command('exmodel')
    .description(
      'Ex-model continual learning: one student learns from a stream of trained experts, without their data.',
    )
    .version(manifest.version)
    .configureOutput(output)
    .hook('preAction', (_, command) => refuseEmpty(command))
    // Taken out of the arguments before (`shared/plugin-option.ts`); here for the help.
    .option(
      '--plugin <file>',
      'load code of your own, a TypeScript or JavaScript module; of every verb; repeatable',
    )
    .addHelpCommand(
      new Command('help').argument('[command]').description('print the options of a verb').helpGroup(machine),
    )
    .showSuggestionAfterError()
    .showHelpAfterError(`All verbs: ${exmodelLine(['--help'])}`)
    .addHelpText(
      'after',
      `${manySeeds}\n\nOptions and an example of a verb: ${exmodelLine(['VERB', '--help'])}`,
    );
  const named = given[0] === 'help' ? given[1] : given[0];
  for (const verb of verbs) {
    const command = addVerb(program, verb);
    if (verb.name === named) (await verb.load())(command, files, verbs);
  }
  return program;
}

function addVerb(program: Command, { name, group = '', description, example }: Verb): Command {
  const command = program
    .command(name, { hidden: group === '' })
    .description(description)
    .helpGroup(group);
  return withHelp(command, [name], example);
}
