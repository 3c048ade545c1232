import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import manifest from '../package.json';
import { backendNames } from './backends/choose-backend';
import { type CompareFlags, compare } from './commands/compare';
import { download } from './commands/download';
import { exportSet, type ImportFlags, importFolder, listExperts, train, verify } from './commands/experts';
import { inspect } from './commands/inspect';
import { type JobFlags, job } from './commands/job';
import { list } from './commands/list';
import { type MergeFlags, merge } from './commands/merge';
import { type RunFlags, run } from './commands/run';
import { setupGpu } from './commands/setup-gpu';
import { type StudyFlags, study } from './commands/study';
import { executors } from './executors/registry';
import { exportFormats } from './experts/export-experts';
import { mergeDefaults } from './merge/merge-options';
import { mergeSourceNames } from './merge/sources';
import { isExpected } from './runs/failure-text';

const command = fileURLToPath(import.meta.url);
const quickstart = fileURLToPath(new URL('../../../configs/split-mnist/quickstart.yaml', import.meta.url));
const atLeastOne = (value: string) => {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number, at least 1.');
};
const collect = (value: string, earlier: readonly string[]) => [...earlier, value];

const program = new Command('exmodel')
  .description(
    'Ex-model continual learning: one student learns from a stream of trained experts, without their data.',
  )
  .version(manifest.version)
  .showHelpAfterError()
  .showSuggestionAfterError();

/** The options of every command that runs jobs of a file. */
const running = (command: Command): Command =>
  command
    .option('--set <key=value>', 'override a key of the file; repeatable', collect, [])
    .addOption(new Option('--backend <name>', 'compute with this backend').choices(backendNames))
    .option(
      '--threads <count>',
      'threads to compute with; without it, as many as there are cores',
      atLeastOne,
    )
    .option('--jobs <count>', 'run so many jobs at once, each in a process of its own', atLeastOne)
    .addOption(
      new Option(
        '--executor <name>',
        `how jobs run: ${executors.map(({ name, summary }) => `${name} (${summary})`).join(', ')}`,
      ).choices(executors.map(({ name }) => name)),
    )
    .option('--fresh', 'run again what is finished, and replace its results');

/** The options of every command that runs an experiment. */
const experiment = (command: Command): Command =>
  running(command).option('--strategy <name...>', 'run these strategies instead of the file’s');
const dryRun = 'only print the whole configuration and the jobs that it makes';

experiment(program.command('run'))
  .description('run an experiment; without a file, the quick start')
  .argument('[file]', 'experiment in YAML; without it, configs/split-mnist/quickstart.yaml')
  .option('--dry-run', dryRun)
  .action(async (file: string | undefined, flags: RunFlags) => {
    await run(file ?? quickstart, flags, command);
  });

running(program.command('study'))
  .description('run variants of an experiment on the same seeds: means, intervals, paired differences')
  .argument('<file>', 'study in YAML: an experiment with "seeds" and "variants"')
  .option('--dry-run', dryRun)
  .option('--write <file>', 'Markdown file to write')
  .action(async (file: string, flags: StudyFlags) => {
    await study(file, flags, command);
  });

experiment(program.command('compare'))
  .description('run experiments and write their tables on a page, beside another implementation’s figures')
  .argument('<files...>', 'experiments in YAML')
  .option('--with <file>', 'JSON file of the other figures')
  .requiredOption('--write <file>', 'Markdown file to write')
  .option('--title <title>', 'heading of the page')
  .action(async (files: string[], flags: CompareFlags) => {
    await compare(files, flags, command);
  });

program
  .command('download')
  .description('download a data set from its official address to where experiments look for it')
  .argument('<name>', 'data set; see: exmodel list')
  .option('--dataroot <folder>', 'where data sets are looked for', 'data')
  .option('--from <address>', 'a mirror that has the same files')
  .action(download);

const backend = () => new Option('--backend <name>', 'compute with this backend').choices(backendNames);
const wholeNumber = (value: string) => {
  if (/^\d{1,10}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number.');
};

program
  .command('merge')
  .description('make one student of models of your own, without any data')
  .requiredOption(
    '--expert <file:classes>',
    'a model and its classes, FILE:cat,dog or, of more outputs, FILE:cat=3,dog=5; repeatable',
    collect,
    [],
  )
  .requiredOption('--out <file>', 'student to write: .safetensors, .pth or .pt')
  .option('--architecture <name>', 'of the student; without it, that of the experts')
  .option('--classes <names>', 'order of the student’s outputs; without it, that of the experts')
  .option('--input <HxWxC>', 'size of the images, 32x32x1; without it, as the files say')
  .option('--mean <numbers>', 'mean of the pixels in 0 … 1 that the experts were trained with, .1307')
  .option('--std <numbers>', 'their standard deviation, .3081')
  .option(
    '--initial <file>',
    'the weights that the experts’ training started from: with them it can be told who knows an image',
  )
  .option('--images <folder>', 'unlabelled JPEG and PNG images, to learn from and to compare on')
  .addOption(
    new Option('--source <name>', 'what to learn from instead of --images').choices(mergeSourceNames),
  )
  .option(
    '--iterations <count>',
    `steps of the student; without it, ${mergeDefaults.consensusIterations}, or ${mergeDefaults.iterations} for each expert where it learns from them in turn`,
    atLeastOne,
  )
  .option('--seed <number>', 'of every draw', wholeNumber, 1234)
  .addOption(backend())
  .action(async (flags: MergeFlags) => {
    await merge(flags);
  });

program
  .command('inspect')
  .description('print what a file of weights holds, and which architecture it fits')
  .argument('<file>', 'path, https:// or hf://owner/repo[@revision]/file')
  .option('--json', 'print it as JSON')
  .action(inspect);

const experts = program.command('experts').description('list, train, import, verify and export experts');
const ofRegistry = (command: Command): Command =>
  command.option('--logdir <folder>', 'folder of the results, with the registered experts', 'runs');
const testing = (command: Command): Command =>
  ofRegistry(command).option('--dataroot <folder>', 'folder of data sets', 'data').addOption(backend());

ofRegistry(experts.command('list'))
  .description('list the registered experts')
  .option('--json', 'print their manifests as JSON')
  .action(listExperts);
experts
  .command('train')
  .description('train the experts of an experiment, and nothing else')
  .argument('[file]', 'experiment in YAML; without it, the quick start', quickstart)
  .option('--set <key=value>', 'override a key of the file; repeatable', collect, [])
  .addOption(backend())
  .action(train);
testing(experts.command('import'))
  .description(
    'register a folder of other people’s experts, model_e0.pth, model_e1.pth, …, after testing them',
  )
  .argument('<folder>', 'folder with the files, or above Avalanche’s SCENARIO/runN')
  .requiredOption('--scenario <name>', 'stream that they were trained on')
  .option('--run <number>', 'which of the five published runs they are of, 0 to 4', wholeNumber)
  .option('--seed <number>', 'instead of --run: seed of the class order', wholeNumber)
  .option('--model <name>', 'architecture; without it, it is told from the files')
  .option('--name <name>', 'name of the set; without it, SCENARIO-runN')
  .option('--synthetic', 'they were trained on the synthetic twin of the data')
  .action(async (folder: string, flags: ImportFlags) => {
    await importFolder(folder, flags);
  });
testing(experts.command('verify'))
  .description('check that registered experts are intact and as accurate as registered')
  .argument('[name...]', 'sets; without one, all')
  .action(verify);
ofRegistry(experts.command('export'))
  .description('write a set of experts for PyTorch')
  .argument('<name>', 'set, or its folder')
  .requiredOption('--out <folder>', 'where to write model_e0.pth, model_e1.pth, …')
  .addOption(new Option('--format <format>', 'format').choices(exportFormats).default('pth'))
  .action(exportSet);

program
  .command('job', { hidden: true })
  .option('--logdir <folder>', 'its folder of results', 'runs')
  .option('--dataroot <folder>', 'its folder of data sets', 'data')
  .option('--threads <count>', 'threads to compute with', atLeastOne)
  .action((flags: JobFlags) => job(flags));

program.command('setup-gpu').description('download the native library of tfjs-node-gpu').action(setupGpu);

program
  .command('list')
  .description('list strategies, scenarios, models and backends')
  .option('--keys', 'list every key of an experiment’s YAML with its default')
  .option('--dataroot <folder>', 'where data sets are looked for', 'data')
  .action(list);

// Options alone are options of the quick start.
const [first] = process.argv.slice(2);
const ofProgram =
  first !== undefined && (!first.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(first));
if (!ofProgram) process.argv.splice(2, 0, 'run');

try {
  await program.parseAsync();
} catch (error) {
  console.error(isExpected(error) ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}
