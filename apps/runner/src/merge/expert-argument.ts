import { shownLocation } from '@exmodel/models/weights';
import { stateDictEndings } from '../experts/state-dict-endings';
import { classFileOf, readClassFile } from './class-file';
import { type NamedClass, parseClassList } from './class-list';
import { MergeError } from './merge-error';

/** `--expert LOCATION:cat,dog`. */
export interface ExpertArgument {
  readonly location: string;
  /** In the order of the expert's outputs; undefined if the file itself is to name them. */
  readonly classes: readonly NamedClass[] | undefined;
  /** A text file of their names, which {@link withClassFile} reads. */
  readonly classFile?: string;
  /** SHA-256 of its weights, if it is to be that file and no other. */
  readonly sha256?: string;
}

const advice =
  'Write --expert FILE:cat,dog, or FILE:cat=3,dog=5 for its outputs 3 and 5; write a name with , or = in double quotes, within the ' +
  `shell's own: --expert 'FILE:"black, or white",red', or write the names into a file, one a line: FILE:@labels.txt.`;

/** @throws MergeError There are not enough experts to merge. */
export function refuseFew(experts: readonly ExpertArgument[]): void {
  if (experts.length >= 2) return;
  const count = experts.length === 1 ? '1 expert was given' : 'no experts were given';
  throw new MergeError(count, 'two or more', 'Write exmodel merge FILE:CLASS,CLASS FILE:CLASS,CLASS.');
}

/**
 * @param resolve a location as the user wrote it
 * @throws MergeError A model was given twice, and not for outputs of its own each time: a slip, as of a copied line.
 */
export function refuseSameModel(
  experts: readonly ExpertArgument[],
  resolve: (location: string) => string,
): void {
  const isWhole = ({ classes }: ExpertArgument) => !classes?.some(({ column }) => column !== undefined);
  const places = experts.map(({ location }) => resolve(location));
  const again = experts.find((expert, i) => {
    const first = places.indexOf(places[i] as string);
    return first < i && (isWhole(expert) || isWhole(experts[first] as ExpertArgument));
  });
  if (again === undefined) return;
  throw new MergeError(
    `${shownLocation(again.location)} was given twice`,
    'another model each time',
    'Correct one of the paths. For some of its outputs at a time, name each with its output: FILE:cat=3,dog=5.',
  );
}

/** What files of models end in: a colon behind it begins the list of classes. */
const endings = [...stateDictEndings, 'json', 'onnx', 'keras', 'h5', 'hdf5', 'zip'];
const file = new RegExp(String.raw`^(.+?\.(?:${endings.join('|')})(?:\?.*?)?):(?!\d+\/)(.*)$`, 'is');

/** A file of classes behind any other location; in an address, not before its path, where a password may begin with an at sign. */
const listFile = /^((?:[a-z][a-z+.-]+:\/\/[^/]+\/)?(?:(?!:\/\/).)+?):(@.+)$/is;

/**
 * Reads an argument. Behind the name of a file a colon begins the list of classes, whose names may hold colons and slashes. Behind
 * any other location it is the last colon, unless a slash follows: then it is part of an address (`https://…`) or a path (`C:\…`).
 * In place of the list there may be a file of it: `@labels.txt`.
 *
 * @throws MergeError
 */
export function parseExpertArgument(argument: string): ExpertArgument {
  const { location, list } = split(argument);
  if (list === undefined) return { location, classes: undefined };
  const classFile = classFileOf(list);
  if (classFile !== undefined) return { location, classes: undefined, classFile };
  const what = `--expert ${shownLocation(location)}:${list}`;
  const classes = parseClassList(list, what, advice);
  const withColumns = classes.filter(({ column }) => column !== undefined);
  const columns = new Set(withColumns.map(({ column }) => column));
  if (withColumns.length > 0 && columns.size !== classes.length) {
    const expected = 'a different output for every class, or for none';
    throw new MergeError(
      `${what} gives an output for some classes only, or one output twice`,
      expected,
      advice,
    );
  }
  return { location, classes };
}

/**
 * The argument with the classes that its file names.
 *
 * @param resolve a path as the user wrote it
 * @throws MergeError The file cannot be read.
 */
export function withClassFile(
  { classFile, ...expert }: ExpertArgument,
  resolve: (path: string) => string,
): ExpertArgument {
  if (classFile === undefined) return expert;
  const names = readClassFile(classFile, resolve(classFile));
  return { ...expert, classes: names.map((name) => ({ name })) };
}

function split(argument: string): { readonly location: string; readonly list?: string } {
  const [, named, list] = file.exec(argument) ?? [];
  if (named !== undefined && list !== undefined) return { location: named, list };
  const [, other, listed] = listFile.exec(argument) ?? [];
  if (other !== undefined && listed !== undefined) return { location: other, list: listed };
  const [unquoted = ''] = argument.split('"', 1);
  const at = unquoted.lastIndexOf(':');
  if (at < 1 || /[/\\]/.test(unquoted.slice(at))) return { location: argument };
  return { location: argument.slice(0, at), list: argument.slice(at + 1) };
}
