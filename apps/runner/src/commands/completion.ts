import { Argument, Command } from 'commander';
import type { Files, Verb } from './verb';

/** A verb as a shell needs it. */
export interface CompletedVerb {
  readonly name: string;
  readonly description: string;
  /** Verbs below it: of `experts`. */
  readonly below: readonly string[];
  readonly options: readonly CompletedOption[];
}

interface CompletedOption {
  /** With its dashes. */
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** The values that it takes, if they are few. */
  readonly choices: readonly string[];
}

const shells = { bash, zsh, fish };

export function defineCompletion(command: Command, files: Files, all: readonly Verb[]): void {
  command
    .addArgument(new Argument('<shell>', 'shell').choices(Object.keys(shells)))
    .addHelpText(
      'after',
      '\nFor every new shell (the command must be called exmodel, as by npm install --global @exmodel/runner):\n' +
        '  echo \'eval "$(exmodel completion bash)"\' >> ~/.bashrc\n' +
        '  echo \'eval "$(exmodel completion zsh)"\' >> ~/.zshrc\n' +
        '  exmodel completion fish > ~/.config/fish/completions/exmodel.fish',
    )
    .action(async (shell: keyof typeof shells) => {
      console.log(completionScript(shell, await completedVerbs(all, files)));
    });
}

export function completionScript(shell: keyof typeof shells, verbs: readonly CompletedVerb[]): string {
  return shells[shell](verbs);
}

/** All verbs of the help, with the options that each has. */
export function completedVerbs(all: readonly Verb[], files: Files): Promise<CompletedVerb[]> {
  const shown = all.filter(({ group }) => group !== undefined);
  return Promise.all(
    shown.map(async ({ name, description, load }) => {
      const command = new Command(name);
      (await load())(command, files, all);
      const below = command.commands.map((each) => each.name());
      const options = [command, ...command.commands].flatMap((each) => each.options);
      return { name, description, below, options: [...completed(options), plugin] };
    }),
  );
}

const plugin: CompletedOption = {
  name: '--plugin',
  description: 'load code of your own',
  takesValue: true,
  choices: [],
};

/** Each option once. */
function completed(options: Command['options']): CompletedOption[] {
  const byName = new Map<string, CompletedOption>();
  for (const { long, description, required, optional, argChoices = [] } of options) {
    if (long)
      byName.set(long, { name: long, description, takesValue: required || optional, choices: argChoices });
  }
  return [...byName.values()];
}

function bash(verbs: readonly CompletedVerb[]): string {
  const cases = verbs.map(
    ({ name, below, options }) =>
      `    ${name}) words='${[...below, ...options.map((each) => each.name)].join(' ')}' ;;`,
  );
  const valued = new Map(
    verbs.flatMap(({ options }) =>
      options
        .filter(({ choices }) => choices.length > 0)
        .map(({ name, choices }) => [name, choices] as const),
    ),
  );
  const values = [...valued].map(([name, choices]) => `    ${name}) words='${choices.join(' ')}' ;;`);
  return [
    '_exmodel() {',
    '  local words=""',
    `  case "\${COMP_WORDS[1]}" in`,
    ...cases,
    '  esac',
    `  case "\${COMP_WORDS[COMP_CWORD-1]}" in`,
    ...values,
    '  esac',
    `  if [ "$COMP_CWORD" -eq 1 ]; then words='${verbs.map(({ name }) => name).join(' ')}'; fi`,
    `  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    '}',
    // Where nothing fits, files.
    'complete -o default -F _exmodel exmodel',
  ].join('\n');
}

/** zsh understands bash's functions. */
function zsh(verbs: readonly CompletedVerb[]): string {
  return `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bash(verbs)}`;
}

function fish(verbs: readonly CompletedVerb[]): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return verbs
    .flatMap(({ name, description, below, options }) => [
      `complete -c exmodel -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
      ...(below.length === 0
        ? []
        : [`complete -c exmodel -n '__fish_seen_subcommand_from ${name}' -a '${below.join(' ')}'`]),
      ...options.map(({ name: option, description, takesValue, choices }) =>
        [
          `complete -c exmodel -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)} -d ${quoted(description)}`,
          ...(takesValue ? ['-r'] : []),
          ...(choices.length > 0 ? [`-f -a '${choices.join(' ')}'`] : []),
        ].join(' '),
      ),
    ])
    .join('\n');
}
