import { EventStream, progressSink } from '@exmodel/loggers';
import Table from 'cli-table3';
import { chooseBackend } from '../../backends/choose-backend';
import type { BackendName } from '../../backends/registry';
import { runSeeds } from '../../config/run-seeds';
import { strategyConfig } from '../../config/strategy-config';
import { type ExpertSet, findExpertSet, listExpertSets, registryOf } from '../../experts/expert-set';
import { type ExportFormat, exportExperts } from '../../experts/export-experts';
import { importExperts } from '../../experts/import-experts';
import { ExpertRegistryError } from '../../experts/registry-error';
import { trainExperts } from '../../experts/train-experts';
import { verifyExperts } from '../../experts/verify-experts';
import { percent } from '../../reports/percent';
import { expertsLocation, fromCallersFolder } from '../shared/callers-folder';
import { loadExperiment } from '../shared/load-experiment';
import { locationOptions } from '../shared/weights-location';

interface RegistryFlags {
  readonly logdir: string;
}

interface ComputingFlags extends RegistryFlags {
  readonly dataroot: string;
  readonly backend?: BackendName;
}

export interface ImportFlags extends ComputingFlags {
  readonly scenario: string;
  readonly run?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly name?: string;
  readonly synthetic?: boolean;
}

/** `exmodel experts list`: what is registered, a line a set. */
export function listExperts({ logdir, json = false }: RegistryFlags & { readonly json?: boolean }): void {
  const registry = registryOf(fromCallersFolder(logdir));
  const sets = listExpertSets(registry);
  if (json) {
    const described = sets.map(({ name, experts }) => ({
      name,
      experts: experts.map(({ manifest }) => manifest),
    }));
    console.log(JSON.stringify(described, null, 2));
  } else if (sets.length === 0) {
    console.log(`no experts in ${registry}; train some (exmodel experts train FILE) or import some`);
  } else {
    console.log(setsTable(sets));
  }
}

/** `exmodel experts import DIR`: registers other people's experts, after testing them. */
export async function importFolder(folder: string, flags: ImportFlags): Promise<void> {
  const { scenario, run, model, synthetic = false } = flags;
  if ((run === undefined) === (flags.seed === undefined)) {
    throw new ExpertRegistryError(
      run === undefined ? 'neither --run nor --seed was given' : 'both --run and --seed were given',
      `one of them: run 0 to ${runSeeds.length - 1} has seed ${runSeeds.join(', ')}`,
      'It decides on the order of the classes.',
    );
  }
  const seed = flags.seed ?? runSeeds[run ?? 0];
  if (seed === undefined) {
    const expected = `0 to ${runSeeds.length - 1}`;
    throw new ExpertRegistryError(`--run ${run} was given`, expected, 'Give --seed for other streams.');
  }
  const registry = registryOf(fromCallersFolder(flags.logdir));
  const name = flags.name ?? `${scenario}-${run === undefined ? `seed${seed}` : `run${run}`}`;
  if (!/^\w[\w.-]*$/.test(name)) {
    throw new ExpertRegistryError(
      `--name is ${name}`,
      'letters, digits, dots and hyphens',
      'Correct the name.',
    );
  }
  await chooseBackend(flags.backend);
  const importing = importExperts({
    ...{ folder: fromCallersFolder(folder), dataroot: fromCallersFolder(flags.dataroot) },
    ...{ scenario, seed, run, model, synthetic, name, registry, locations: locationOptions() },
  });
  let isTested = true;
  for (;;) {
    const told = await importing.next();
    if (told.done === true) {
      const { experts } = told.value;
      const untested = isTested ? '' : ', untested: their images are not at hand';
      console.log(
        `registered: ${name}, ${experts.length} experts${untested}. Run an experiment on them with --set experts=${name}`,
      );
      return;
    }
    const { experience, count, classes, accuracy, origin } = told.value;
    isTested = accuracy !== null;
    const tested = accuracy === null ? 'not tested' : `${percent(accuracy)} % of its own test images`;
    console.log(`expert ${experience + 1}/${count}  classes ${classes.join(' ')}  ${tested}  ${origin}`);
  }
}

/** `exmodel experts train FILE`: trains the experts of an experiment, or finds them trained, and no more. */
export async function train(
  file: string,
  flags: { readonly set: readonly string[]; readonly backend?: BackendName },
): Promise<void> {
  const { config } = loadExperiment(file, flags);
  const backend = await chooseBackend(flags.backend);
  console.log(`backend: ${backend.description}`);
  const events = new EventStream([progressSink(process.stdout)]);
  const set = await trainExperts(
    strategyConfig(config, [config.strategy].flat()[0] ?? ''),
    backend.name,
    events,
  );
  await events.close();
  console.log(setsTable([set]));
}

/** `exmodel experts verify [SET…]`: whether what is registered is still there, and as good; fails where it is not. */
export async function verify(names: readonly string[], flags: ComputingFlags): Promise<void> {
  const registry = registryOf(fromCallersFolder(flags.logdir));
  const sets =
    names.length === 0
      ? listExpertSets(registry)
      : names.map((name) => findExpertSet(expertsLocation(name), registry));
  await chooseBackend(flags.backend);
  let faults = 0;
  for (const set of sets) {
    for await (const { expert, accuracy, fault } of verifyExperts(set, {
      dataroot: fromCallersFolder(flags.dataroot),
    })) {
      if (fault !== undefined) faults += 1;
      const tested = accuracy === undefined ? '' : `  ${percent(accuracy)} %`;
      console.log(`${set.name}  expert ${expert.manifest.experience}${tested}  ${fault ?? 'as registered'}`);
    }
  }
  if (faults > 0) {
    const advice = 'Import or train them again; delete the folders of those that are not needed.';
    throw new ExpertRegistryError(`${faults} experts are not as registered`, 'none', advice);
  }
}

/** `exmodel experts export SET --out DIR`: writes a set for PyTorch. */
export function exportSet(
  name: string,
  flags: RegistryFlags & { readonly out: string; readonly format: ExportFormat },
): void {
  const set = findExpertSet(expertsLocation(name), registryOf(fromCallersFolder(flags.logdir)));
  for (const path of exportExperts(set, fromCallersFolder(flags.out), flags.format))
    console.log(`written: ${path}`);
}

function setsTable(sets: readonly ExpertSet[]): string {
  const table = new Table({
    head: ['name', 'scenario', 'seed', 'model', 'classes', 'each'],
    style: { head: [], border: [] },
  });
  for (const { name, experts } of sets) {
    const [first] = experts;
    if (first === undefined) continue;
    const { scenario, seed, synthetic } = first.manifest;
    const architectures = new Set(experts.map(({ manifest }) => manifest.architecture.name));
    table.push([
      name,
      synthetic ? `${scenario} (synthetic)` : scenario,
      seed,
      [...architectures].join(' '),
      experts.map(({ manifest }) => manifest.classes.join(' ')).join(' | '),
      experts
        .map(({ manifest }) => (manifest.accuracy === null ? '–' : percent(manifest.accuracy)))
        .join(' '),
    ]);
  }
  return table.toString();
}
