import { withoutSecrets } from '@exmodel/models/weights';
import { MergeError } from './merge-error';

/** One class of an expert, and the index of its output if that was given. */
export interface NamedClass {
  readonly name: string;
  readonly column?: number;
}

/** `--expert LOCATION:cat,dog`. */
export interface ExpertArgument {
  readonly location: string;
  /** In the order of the expert's outputs; undefined if the file itself is to name them. */
  readonly classes: readonly NamedClass[] | undefined;
}

const advice = 'Write --expert FILE:cat,dog, or FILE:cat=3,dog=5 for its outputs 3 and 5.';

/**
 * Reads all `--expert` arguments.
 *
 * @throws MergeError
 */
export function parseExpertArguments(given: readonly string[]): ExpertArgument[] {
  if (given.length >= 2) return given.map(parseExpertArgument);
  const count = `${given.length} experts were given`;
  throw new MergeError(count, 'two or more', 'Repeat --expert FILE:CLASS,CLASS.');
}

/**
 * Reads an argument. The text after the last colon is the list of classes, unless it contains a slash: then the colon is
 * part of an address (`https://…`) or a path (`C:\…`).
 *
 * @throws MergeError
 */
export function parseExpertArgument(argument: string): ExpertArgument {
  const at = argument.lastIndexOf(':');
  const list = argument.slice(at + 1);
  if (at < 1 || /[/\\]/.test(list)) return { location: argument, classes: undefined };
  const location = argument.slice(0, at);
  const shown = `${withoutSecrets(location)}:${list}`;
  const classes = list.split(',').map((item) => parseClass(item.trim(), shown));
  const repeated = classes.find(({ name }, i) => classes.findIndex((other) => other.name === name) !== i);
  if (repeated !== undefined) {
    throw new MergeError(`--expert ${shown} names ${repeated.name} twice`, 'every class once', advice);
  }
  const withColumns = classes.filter(({ column }) => column !== undefined);
  const columns = new Set(withColumns.map(({ column }) => column));
  if (withColumns.length > 0 && columns.size !== classes.length) {
    const expected = 'a different output for every class, or for none';
    throw new MergeError(
      `--expert ${shown} gives an output for some classes only, or one output twice`,
      expected,
      advice,
    );
  }
  return { location, classes };
}

function parseClass(item: string, argument: string): NamedClass {
  const [, name, column] = /^([^=,:]*[^=,:\s])(?:=(\d{1,6}))?$/.exec(item) ?? [];
  if (name === undefined) {
    throw new MergeError(`--expert ${argument} has the class ${JSON.stringify(item)}`, 'a name', advice);
  }
  return { name, ...(column !== undefined && { column: Number(column) }) };
}
