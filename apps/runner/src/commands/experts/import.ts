import { type Command, Option } from 'commander';
import { chooseBackend } from '../../backends/choose-backend';
import { memoryHere } from '../../config/memory';
import { registryOf } from '../../experts/expert-set';
import { importExperts } from '../../experts/import-experts';
import { publishedSeed } from '../../experts/published-seed';
import { refuseSetName } from '../../experts/refuse-set-name';
import { settingsText, streamSettings } from '../../experts/stream-settings';
import { percent } from '../../reports/percent';
import { fromCallersFolder } from '../shared/callers-folder';
import { wishedImages } from '../shared/image-options';
import { locationOptions, weightsLocation } from '../shared/weights-location';
import { atLeastOne, wholeNumber } from '../shared/whole-number';
import { importArguments } from './import-arguments';
import { type TestingFlags, withTestingOptions } from './with-testing-options';

interface ImportFlags extends TestingFlags {
  readonly scenario: string;
  readonly run?: number;
  readonly seed?: number;
  readonly classes?: string;
  readonly imageSize?: number;
  readonly imageFit?: 'resize' | 'pad';
  readonly mean?: string;
  readonly std?: string;
  readonly model?: string;
  readonly name?: string;
  readonly synthetic?: boolean;
}

export function defineImport(experts: Command): void {
  withTestingOptions(experts.command('import'))
    .description('test someone else’s experts and register them')
    .argument(
      '<files...>',
      'folder of model_e0.pth, model_e1.pth, …, or one that holds Avalanche’s SCENARIO/runN; or the files, in the order of the stream, each with its classes: FILE:5,4',
    )
    .requiredOption('--scenario <name>', 'scenario whose images they were trained on')
    .option('--run <number>', 'which of the five published runs they come from, 0 to 4', wholeNumber)
    .option('--seed <number>', 'instead of --run: seed of the class order', wholeNumber)
    .option(
      '--classes <labels>',
      'instead of --run: the classes of each expert, which a semicolon separates: "5,4;8,2"; without any of these, each file has its own',
    )
    .option('--image-size <pixels>', 'side of their images; default: that of the architecture', atLeastOne)
    .addOption(
      new Option(
        '--image-fit <way>',
        'how images got that size: pad, by a black frame; default: resize',
      ).choices(['resize', 'pad']),
    )
    .option(
      '--mean <numbers>',
      'mean of the pixels (0 to 1) that they were normalised by; default: the scenario’s',
    )
    .option('--std <numbers>', 'standard deviation of those pixels')
    .option('--model <name>', 'architecture; default: guessed from the files')
    .option('--name <name>', 'name of the set; default: SCENARIO-runN, SCENARIO-seedN or SCENARIO-own')
    .option('--synthetic', 'they were trained on the synthetic twin of the data set')
    .action(importFiles);
}

/** `exmodel experts import DIR`: tests someone else's experts and registers them. */
async function importFiles(given: readonly string[], flags: ImportFlags): Promise<void> {
  const { scenario, run, model, synthetic = false, imageSize, imageFit } = flags;
  const { locations, isFolder, classes } = importArguments(given, flags);
  const split = classes === undefined ? { seed: publishedSeed(flags) } : { classes };
  const registry = registryOf(fromCallersFolder(flags.logdir));
  const drawn = run === undefined ? `seed${'seed' in split ? split.seed : ''}` : `run${run}`;
  const name = flags.name ?? `${scenario}-${classes === undefined ? drawn : 'own'}`;
  refuseSetName(name);
  const backend = await chooseBackend(flags.backend, flags.threads);
  const paths = locations.map(weightsLocation);
  const [path = ''] = paths;
  const { normalization } = wishedImages(flags);
  const importing = importExperts({
    ...{ from: isFolder ? path : paths, split, dataroot: fromCallersFolder(flags.dataroot) },
    ...{ scenario, run, model, synthetic, imageSize, imageFit, normalization },
    ...{ name, registry, memory: memoryHere(backend.memory), locations: locationOptions() },
  });
  let areTested = true;
  let next = await importing.next();
  for (; next.done !== true; next = await importing.next()) {
    const { experience, count, classes, accuracy, origin } = next.value;
    if (accuracy === null) areTested = false;
    const tested = accuracy === null ? 'not tested' : `${percent(accuracy)} % of its own test images`;
    console.log(`expert ${experience + 1}/${count}  classes ${classes.join(' ')}  ${tested}  ${origin}`);
  }
  const { experts } = next.value;
  const untested = areTested ? '' : ', not tested: their images are not available';
  const settings = experts.slice(0, 1).flatMap(({ manifest }) => streamSettings(manifest));
  console.log(
    `registered: ${name}, ${experts.length} experts${untested}. Run an experiment on them with ${settingsText([`experts=${name}`, ...settings])}`,
  );
}
