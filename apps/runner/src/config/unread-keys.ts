import type { Problem } from './config-error';
import type { GivenConfig } from './config-sources';
import type { StrategyKeys } from './keys';
import { suggestion } from './nearest';
import { keysOf, sharedDefaults } from './schema';
import { isMapping } from './unknown-names';

type Given = Readonly<Record<string, unknown>>;

/** A strategy's key as it was given, and the names of the strategies that it was given to. */
interface GivenKey {
  readonly path: readonly string[];
  readonly readers: readonly string[];
}

/**
 * Finds strategy keys that none of the strategies they were given to reads. Exempt are keys of a `default.yaml`, which serves
 * many experiments, and keys that a file sets for its own strategies when the command line names others. Not exempt are keys of
 * a variant: variants that differ in what nothing reads would be compared as if they differed.
 *
 * @param strategiesIn names of the strategies that an experiment or a study has
 */
export function unreadKeys(
  sources: GivenConfig,
  strategies: readonly StrategyKeys[],
  strategiesIn: (given: Given) => readonly string[],
): { readonly problems: Problem[]; readonly ignored: string[] } {
  const declared = keysOf(strategies);
  const byName = new Map(strategies.map((each) => [each.name, each]));
  const problems: Problem[] = [];
  const ignored: string[] = [];
  for (const { path, readers: names } of givenKeys(sources, strategiesIn)) {
    const key = path.at(-1) ?? '';
    const readers = names.flatMap((name) => byName.get(name) ?? []);
    const isOfStrategies = Object.hasOwn(declared, key);
    // A strategy that does not exist is reported elsewhere; it might have read the key.
    const isKnown = readers.length === names.length && readers.length > 0;
    if (!isOfStrategies || !isKnown || readers.some(({ keys }) => key in keys)) continue;
    if (readers.some(({ ignoredKeys = [] }) => ignoredKeys.includes(key))) ignored.push(path.join('.'));
    else problems.push(() => ({ place: sources.place(path), text: describe(key, readers) }));
  }
  return { problems, ignored };
}

function givenKeys(
  { given, inFiles, origin }: GivenConfig,
  strategiesIn: (given: Given) => readonly string[],
): GivenKey[] {
  const chosen = [...new Set(strategiesIn(given))];
  const ofFile = [...new Set([...strategiesIn(inFiles), ...chosen])];
  const readersOf = (top: string) => (origin(top) === 'file' ? ofFile : chosen);
  const own = (top: string): unknown => (origin(top) === 'defaults' ? undefined : given[top]);
  const { strategy = sharedDefaults.strategy } = given;
  return [
    ...Object.keys(given)
      .filter((key) => origin(key) !== 'defaults')
      .map((key) => ({ path: [key], readers: readersOf(key) })),
    ...entriesOf(own('grid')).map(([key]) => ({ path: ['grid', key], readers: readersOf('grid') })),
    ...entriesOf(own('per_strategy')).flatMap(([name, keys]) =>
      entriesOf(keys).map(([key]) => ({ path: ['per_strategy', name, key], readers: [name] })),
    ),
    ...entriesOf(own('variants')).flatMap(([name, keys]) =>
      entriesOf(keys).map(([key]) => ({
        path: ['variants', name, key],
        readers: [String((isMapping(keys) ? keys.strategy : undefined) ?? strategy)],
      })),
    ),
  ];
}

function entriesOf(value: unknown): [string, unknown][] {
  return isMapping(value) ? Object.entries(value) : [];
}

/** Describes a key that is not read, with the keys that are, and the one that was probably meant. */
function describe(key: string, readers: readonly StrategyKeys[]): string {
  const readable = Object.keys(keysOf(readers));
  const instead = readers.map(({ insteadOf }) => insteadOf?.[key]).find((name) => name !== undefined);
  const advice = instead === undefined ? suggestion(key, readable) : ` Set "${instead}" instead.`;
  const names = readers.map(({ name }) => name);
  const [only] = names;
  const unread =
    names.length === 1 ? `is not read by ${only}` : `is read by none of the strategies ${names.join(', ')}`;
  const subject = names.length === 1 ? `${only} reads` : 'They read';
  const reads = readable.length === 0 ? 'no keys but the shared ones' : readable.join(', ');
  return `"${key}" ${unread}.${advice} ${subject}: ${reads}. See all keys with: exmodel list --keys`;
}
