import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import manifest from '../package.json';
import { backendNames } from './backend';
import { list } from './commands/list';
import { type RunFlags, run } from './commands/run';

const quickstart = fileURLToPath(new URL('../../../configs/split-mnist/quickstart.yaml', import.meta.url));
const collect = (value: string, earlier: readonly string[]) => [...earlier, value];

const program = new Command('exmodel')
  .description(
    'Ex-model continual learning: one student learns from a stream of trained experts, without their data.',
  )
  .version(manifest.version)
  .showHelpAfterError()
  .showSuggestionAfterError();

program
  .command('run', { isDefault: true })
  .description('run an experiment; without a file, the quick start')
  .argument('[file]', 'experiment in YAML', quickstart)
  .option('--set <key=value>', 'override a key of the file; repeatable', collect, [])
  .option('--strategy <name...>', 'run these strategies instead of the file’s')
  .addOption(new Option('--backend <name>', 'compute with this backend').choices(backendNames))
  .option('--fresh', 'run again what is finished, and replace its results')
  .action(async (file: string, flags: RunFlags) => {
    await run(file, flags);
  });

program
  .command('list')
  .description('list strategies, scenarios, models and backends')
  .option('--keys', 'list every key of an experiment’s YAML with its default')
  .action(list);

try {
  await program.parseAsync();
} catch (error) {
  const expected = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError';
  console.error(expected ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}
