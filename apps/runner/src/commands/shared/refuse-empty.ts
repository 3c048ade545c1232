import type { Command } from 'commander';

/**
 * Ends the command if an argument or the value of an option is empty: a path or an address that is, as an unset variable of a shell, would
 * mean the folder in which the command was given.
 */
export function refuseEmpty(command: Command): void {
  const isEmpty = (value: unknown) => [value].flat().includes('');
  const option = command.options.find((each) => isEmpty(command.getOptionValue(each.attributeName())));
  const argument = command.registeredArguments.find((_, i) => isEmpty(command.processedArgs[i]));
  const empty = option ? `option '${option.flags}'` : argument && `argument '${argument.name()}'`;
  if (empty === undefined) return;
  command.error(
    `error: ${empty} is empty. Expected a value; if a variable of the shell stands there, give it one.`,
  );
}
