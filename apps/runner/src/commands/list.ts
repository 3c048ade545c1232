import { createBenchmark, type ScenarioInfo, scenarioInfo, scenarioNames } from '@exmodel/benchmarks';
import { modelInfo, modelNames } from '@exmodel/models';
import type { Command } from 'commander';
import { backendNames } from '../backends/registry';
import { keyGroups } from '../config/key-groups';
import { defaultsOf, type Keys } from '../config/keys';
import { configSchema, sharedDefaults } from '../config/schema';
import { arrangingKeys, studyOnly } from '../config/study-schema';
import { grouped } from '../reports/grouped';
import { type Availability, availability } from '../strategies/availability';
import { strategies } from '../strategies/registry';
import { fromCallersFolder } from './shared/callers-folder';

interface ListFlags {
  readonly keys?: boolean;
  /** Folder of data sets. */
  readonly dataroot: string;
}

export function defineList(command: Command): void {
  command
    .option('--keys', 'list every key of an experiment’s YAML with its default')
    .option('--dataroot <folder>', 'folder of data sets', 'data')
    .action(list);
}

/**
 * `exmodel list`: every name that a configuration may use, and which strategy runs on which scenario; with `keys`,
 * every key.
 */
async function list({ keys = false, dataroot }: ListFlags): Promise<void> {
  if (keys) return listKeys();
  console.log('strategies');
  for (const { name, summary } of strategies) console.log(`  ${name.padEnd(22)} ${summary}`);
  console.log('models');
  for (const { name, aliases = [], summary } of modelNames().map(modelInfo)) {
    const others = aliases.length > 0 ? `; also called ${aliases.join(', ')}` : '';
    console.log(`  ${name.padEnd(22)} ${summary}${others}`);
  }
  console.log(`backends (--backend)\n  ${backendNames.join('  ')}`);
  console.log('scenarios, and the strategies that run on them with the default settings');
  const notes = new Notes();
  const own = [...new Set(scenarioNames().map((name) => scenarioInfo(name).name))];
  for (const name of own)
    console.log(await describeScenario(scenarioInfo(name), fromCallersFolder(dataroot), notes));
  for (const note of notes.lines()) console.log(note);
}

function listKeys(): void {
  const line = (key: string, text: string) => console.log(`${key.padEnd(22)} ${text}`);
  const listAll = (keys: Keys) => {
    const defaults: Readonly<Record<string, unknown>> = defaultsOf(keys);
    for (const [key, { description = '' }] of Object.entries(keys)) {
      const value = defaults[key] === undefined ? '' : `[${JSON.stringify(defaults[key])}] `;
      line(key, `${value}${description}`);
    }
  };
  console.log('(added): not a key of the reference’s code (arXiv 2112.06511)\nshared by all strategies:');
  listAll(configSchema([]).shape);
  console.log(`only in a study (exmodel study), which does not have ${arrangingKeys.join(', ')}:`);
  for (const { key, description } of studyOnly) line(key, description);
  for (const { names, keys } of keyGroups(strategies)) {
    console.log(`read by ${names.join(', ')}:`);
    listAll(keys);
  }
}

/** Reasons that many scenarios share, each printed once. */
class Notes {
  readonly #texts: string[] = [];

  /** The mark of a text: [1], [2] … */
  mark(text: string): string {
    if (!this.#texts.includes(text)) this.#texts.push(text);
    return `[${this.#texts.indexOf(text) + 1}]`;
  }

  lines(): string[] {
    return this.#texts.map((text, i) => `[${i + 1}] ${text}`);
  }
}

async function describeScenario(scenario: ScenarioInfo, dataroot: string, notes: Notes): Promise<string> {
  const { name, aliases, dataset, shape, classCount, experienceCount, multiTask } = scenario;
  const twin = await createBenchmark(name, {
    seed: sharedDefaults.seed,
    synthetic: { trainPerClass: 1, testPerClass: 1 },
  });
  const states = new Map<string, Availability>();
  for (const strategy of strategies) {
    states.set(strategy.name, await availability(strategy, scenario, twin, dataroot));
  }
  const groups = grouped([...states], ([, availability]) => describe(availability, notes));
  const heads = multiTask ? ', a head per task' : '';
  const also = aliases.length > 0 ? ` (${aliases.join(', ')})` : '';
  return [
    `  ${name}${also}: ${dataset}, ${shape.join('×')}, ${classCount} classes, ${count(experienceCount, 'experience')}${heads}`,
    ...[...groups].map(([group, states]) => `    ${group}: ${states.map(([name]) => name).join(' ')}`),
  ].join('\n');
}

function describe(availability: Availability, notes: Notes): string {
  switch (availability.state) {
    case 'runs':
      return 'runs';
    case 'needs data':
      return `needs data ${notes.mark(availability.missing)}`;
    case 'refused':
      return `refused ${notes.mark(availability.reason)}`;
    default:
      return availability satisfies never;
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
