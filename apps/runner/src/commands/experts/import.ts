import type { Command } from 'commander';
import { chooseBackend } from '../../backends/choose-backend';
import { registryOf } from '../../experts/expert-set';
import { importExperts } from '../../experts/import-experts';
import { publishedSeed } from '../../experts/published-seed';
import { refuseSetName } from '../../experts/refuse-set-name';
import { percent } from '../../reports/percent';
import { fromCallersFolder } from '../shared/callers-folder';
import { locationOptions } from '../shared/weights-location';
import { wholeNumber } from '../shared/whole-number';
import { type TestingFlags, withTestingOptions } from './with-testing-options';

interface ImportFlags extends TestingFlags {
  readonly scenario: string;
  readonly run?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly name?: string;
  readonly synthetic?: boolean;
}

export function defineImport(experts: Command): void {
  withTestingOptions(experts.command('import'))
    .description('test a folder of someone else’s experts (model_e0.pth, model_e1.pth, …) and register them')
    .argument('<folder>', 'folder of the files, or the one that holds Avalanche’s SCENARIO/runN')
    .requiredOption('--scenario <name>', 'scenario that they were trained on')
    .option('--run <number>', 'which of the five published runs they come from, 0 to 4', wholeNumber)
    .option('--seed <number>', 'instead of --run: seed of the class order', wholeNumber)
    .option('--model <name>', 'architecture; default: guessed from the files')
    .option('--name <name>', 'name of the set; default: SCENARIO-runN')
    .option('--synthetic', 'they were trained on the synthetic twin of the data set')
    .action(async (folder: string, flags: ImportFlags) => {
      await importFolder(folder, flags);
    });
}

/** `exmodel experts import DIR`: tests someone else's experts and registers them. */
async function importFolder(folder: string, flags: ImportFlags): Promise<void> {
  const { scenario, run, model, synthetic = false } = flags;
  const seed = publishedSeed(flags);
  const registry = registryOf(fromCallersFolder(flags.logdir));
  const name = flags.name ?? `${scenario}-${run === undefined ? `seed${seed}` : `run${run}`}`;
  refuseSetName(name);
  await chooseBackend(flags.backend);
  const importing = importExperts({
    ...{ folder: fromCallersFolder(folder), dataroot: fromCallersFolder(flags.dataroot) },
    ...{ scenario, seed, run, model, synthetic, name, registry, locations: locationOptions() },
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
  console.log(
    `registered: ${name}, ${experts.length} experts${untested}. Run an experiment on them with --set experts=${name}`,
  );
}
