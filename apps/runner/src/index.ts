import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import manifest from '../package.json';
import { backendNames } from './backend';
import { type CompareFlags, compare } from './commands/compare';
import { list } from './commands/list';
import { type RunFlags, run } from './commands/run';
import { setupGpu } from './commands/setup-gpu';

const quickstart = fileURLToPath(new URL('../../../configs/split-mnist/quickstart.yaml', import.meta.url));
const collect = (value: string, earlier: readonly string[]) => [...earlier, value];

const program = new Command('exmodel')
  .description(
    'Ex-model continual learning: one student learns from a stream of trained experts, without their data.',
  )
  .version(manifest.version)
  .showHelpAfterError()
  .showSuggestionAfterError();

/** The options of every command that runs an experiment. */
const running = (command: Command): Command =>
  command
    .option('--set <key=value>', 'override a key of the file; repeatable', collect, [])
    .option('--strategy <name...>', 'run these strategies instead of the file’s')
    .addOption(new Option('--backend <name>', 'compute with this backend').choices(backendNames))
    .option('--fresh', 'run again what is finished, and replace its results');

running(program.command('run'))
  .description('run an experiment; without a file, the quick start')
  .argument('[file]', 'experiment in YAML; without it, configs/split-mnist/quickstart.yaml')
  .action(async (file: string | undefined, flags: RunFlags) => {
    await run(file ?? quickstart, flags);
  });

running(program.command('compare'))
  .description('run an experiment and write its table beside another implementation’s figures')
  .argument('<file>', 'experiment in YAML')
  .requiredOption('--with <file>', 'JSON file of the other figures')
  .requiredOption('--write <file>', 'Markdown file to write')
  .option('--title <title>', 'heading of the page')
  .action(async (file: string, flags: CompareFlags) => {
    await compare(file, flags);
  });

program.command('setup-gpu').description('download the native library of tfjs-node-gpu').action(setupGpu);

program
  .command('list')
  .description('list strategies, scenarios, models and backends')
  .option('--keys', 'list every key of an experiment’s YAML with its default')
  .action(list);

// Options alone are options of the quick start.
const [first] = process.argv.slice(2);
const ofProgram =
  first !== undefined && (!first.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(first));
if (!ofProgram) process.argv.splice(2, 0, 'run');

try {
  await program.parseAsync();
} catch (error) {
  const expected = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError';
  console.error(expected ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}
