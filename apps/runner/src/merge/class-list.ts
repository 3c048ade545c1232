import { MergeError } from './merge-error';

/** One class of an expert, and the index of its output if that was given. */
export interface NamedClass {
  readonly name: string;
  readonly column?: number;
}

/** A name, perhaps in quotes; perhaps its output; and the comma before the next one. */
const item = /^\s*(?:"((?:[^"]|"")+)"|([^=,"]*[^=,"\s]))\s*(?:=\s*(\d{1,6})\s*)?(,|$)/;

/**
 * Reads `cat,dog` or `cat=3,dog=5`. A name with a comma, an equals sign or a quote is written in double quotes, and a quote in it
 * twice: `"black, or white","5"" pipe"`.
 *
 * @param what what the list is of, for messages
 * @param advice what to type instead of a list that cannot be read
 * @throws MergeError
 */
export function parseClassList(list: string, what: string, advice: string): NamedClass[] {
  const classes: NamedClass[] = [];
  let [rest, comma] = [list, ','];
  while (comma === ',') {
    const [all = '', quoted, plain, column, end = ''] = item.exec(rest) ?? [];
    const name = quoted?.replaceAll('""', '"') ?? plain;
    if (name === undefined) {
      const [given = ''] = /^[^,]*/.exec(rest) ?? [];
      throw new MergeError(`${what} has the class ${JSON.stringify(given.trim())}`, 'a name', advice);
    }
    classes.push({ name, ...(column !== undefined && { column: Number(column) }) });
    [rest, comma] = [rest.slice(all.length), end];
  }
  refuseRepeated(
    classes.map(({ name }) => name),
    what,
    advice,
  );
  return classes;
}

/** @throws MergeError A class is named twice. */
export function refuseRepeated(names: readonly string[], what: string, advice: string): void {
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new MergeError(`${what} names ${repeated} twice`, 'every class once', advice);
}

/** The classes as {@link parseClassList} reads them. An at sign before a name would be that of a file with the names. */
export function classListText(classes: readonly (string | NamedClass)[]): string {
  return classes
    .map((each) => (typeof each === 'string' ? { name: each } : each))
    .map(({ name, column }: NamedClass) => {
      const text = /^@|[=,"]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
      return column === undefined ? text : `${text}=${column}`;
    })
    .join(',');
}
