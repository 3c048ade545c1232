import { type Command, InvalidArgumentError, Option } from 'commander';
import { sinkExpected, sinkPlace, sinkPlaces } from '../../config/sinks';
import { executors } from '../../executors/registry';
import { defaultInterval } from '../../storage/checkpoints';
import { withBackendOptions } from './backend-option';
import { byteSize } from './byte-size';
import { setOption } from './set-option';
import { shardOf } from './shard-of';
import { atLeastOneOrAuto, wholeNumber } from './whole-number';

/** The options of every command that runs jobs. */
export function withComputeOptions(command: Command): Command {
  withBackendOptions(command)
    .option(
      '--jobs <count>',
      'run this many jobs at once, each in a process of its own; auto: one for each core, as far as the memory lasts',
      atLeastOneOrAuto,
    )
    .option('--memory-limit <size>', 'end the process of a job that holds more, such as 4GB', byteSize)
    .addOption(
      new Option(
        '--executor <name>',
        `where jobs run: ${executors.map(({ name, summary }) => `${name} (${summary})`).join(', ')}`,
      ).choices(executors.map(({ name }) => name)),
    )
    .option(
      '--checkpoint-every <seconds>',
      `save a run’s state at least this often, so that it can resume; default: ${defaultInterval}`,
      wholeNumber,
    )
    .option(
      '--sync <address>',
      'share results through s3://bucket/prefix, or another folder, with machines that have no folder in common: at the start, every minute, and at the end',
    );
  for (const { name, options = [] } of executors)
    for (const { flags, description } of options)
      command.option(flags, `with --executor ${name}: ${description}`);
  return command;
}

/** The options of every command that runs the jobs of a file. */
export function withRunningOptions(command: Command): Command {
  return withComputeOptions(command.addOption(setOption()))
    .option(
      '--shard <i/n>',
      'run only the i-th of n parts of the jobs; without it, each command takes the next job that no other runs',
      shardOf,
    )
    .addOption(
      new Option('--sink <tool...>', `also report to ${Object.values(sinkPlaces).join(', or ')}`).argParser(
        checkedSinks,
      ),
    )
    .option('--fresh', 'run finished jobs again, and replace their results');
}

function checkedSinks(text: string, earlier: readonly string[] = []): string[] {
  if (sinkPlace(text) === undefined) throw new InvalidArgumentError(`${sinkExpected}.`.replace(/^e/, 'E'));
  return [...earlier, text];
}

/** The options of every command that runs experiments. */
export function withExperimentOptions(command: Command): Command {
  return withRunningOptions(command).option(
    '--strategy <name...>',
    'run these strategies instead of the file’s',
  );
}
