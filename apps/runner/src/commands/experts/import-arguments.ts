import { ExpertRegistryError } from '../../experts/registry-error';
import { stateDictEndings } from '../../experts/state-dict-endings';

interface ImportArguments {
  readonly locations: readonly string[];
  /** Whether it is one, and no file of weights. */
  readonly isFolder: boolean;
  /** The classes of each expert; undefined if a seed draws them. */
  readonly classes: readonly (readonly number[])[] | undefined;
}

/** What files of weights end in; a colon behind it begins the classes. */
const endings = String.raw`\.(?:${stateDictEndings.join('|')})`;
const file = new RegExp(`${endings}$`, 'i');
const withClasses = new RegExp(`^(.+?${endings}):(.*)$`, 'i');

const advice = 'Write FILE:5,4 FILE:8,2, or FILE FILE --classes "5,4;8,2", with the quotes.';

/**
 * What is imported, and the classes of each expert: behind the name of each file (`a.pth:5,4`), by `--classes "5,4;8,2"`, or drawn by a seed.
 *
 * @throws ExpertRegistryError Classes cannot be read, or are given in two ways.
 */
export function importArguments(
  given: readonly string[],
  flags: {
    readonly classes?: string | undefined;
    readonly run?: number | undefined;
    readonly seed?: number | undefined;
  },
): ImportArguments {
  const files = given.map((argument) => {
    const [, location, list] = withClasses.exec(argument) ?? [];
    return { location: location ?? argument, list };
  });
  const locations = files.map(({ location }) => location);
  const lists = files.flatMap(({ list }) => list ?? []);
  if (lists.length > 0 && lists.length < files.length) {
    const without = files.find(({ list }) => list === undefined)?.location;
    throw new ExpertRegistryError(`${without} was given without classes`, 'those of each file', advice);
  }
  const ways = [
    ...(lists.length > 0 ? ['classes behind each file'] : []),
    ...(['classes', 'run', 'seed'] as const)
      .filter((key) => flags[key] !== undefined)
      .map((key) => `--${key}`),
  ];
  if (ways.length > 1 && (lists.length > 0 || flags.classes !== undefined)) {
    const both = `${ways.join(' and ')} were given`;
    throw new ExpertRegistryError(both, 'the classes of the experts in one way', 'Keep one of them.');
  }
  const groups = flags.classes?.split(';') ?? (lists.length > 0 ? lists : undefined);
  const isFolder = locations.every((location) => locations.length === 1 && !file.test(location));
  return { locations, isFolder, classes: groups?.map(labels) };
}

function labels(list: string): number[] {
  const found = list.split(',').map((label) => label.trim());
  if (found.every((label) => /^\d{1,9}$/.test(label))) return found.map(Number);
  const given = `the classes of an expert are ${JSON.stringify(list)}`;
  throw new ExpertRegistryError(given, 'labels of the data set with commas between them', advice);
}
