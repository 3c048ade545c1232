import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { ConfigError } from './config-error';

/** A YAML file that contains one mapping, with the position of each key. */
export interface YamlFile {
  readonly values: Readonly<Record<string, unknown>>;
  /** `configs/x.yaml:12` for the key or list item at `path`, or for its nearest existing parent. */
  place(path: readonly string[]): string;
}

/** @throws ConfigError if the file cannot be read, is not YAML, or is not a mapping */
export function readYamlFile(path: string): YamlFile {
  const near = relative(process.env.INIT_CWD ?? process.cwd(), path);
  const shown = near.startsWith('..') ? path : near;
  const lines = new LineCounter();
  const document = parseDocument(readText(path, shown), { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map((error) => ({
        place: `${shown}:${error.linePos?.[0].line ?? 1}`,
        text: yamlProblem(error),
      })),
    );
  }
  const { contents } = document;
  if (contents === null) return { values: {}, place: () => shown };
  if (!isMap(contents))
    throw new ConfigError([
      { place: `${shown}:1`, text: 'this is not a mapping. Write lines of "key: value".' },
    ]);
  return {
    values: document.toJS() as Record<string, unknown>,
    place: (keys) => `${shown}:${lines.linePos(offsetOf(contents, keys)).line}`,
  };
}

/** What is wrong with YAML, without the excerpt that the parser adds. */
export function yamlProblem(error: YAMLParseError): string {
  return error.message.split(' at line')[0] ?? error.message;
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : String(error);
    throw new ConfigError([
      {
        place: shown,
        text: `${reason}. Give the path of an experiment’s YAML file; the folder configs/ holds some.`,
      },
    ]);
  }
}

/** The offset at which the key or list item at `path` begins, in characters. */
function offsetOf(map: YAMLMap, path: readonly string[]): number {
  let offset = map.range?.[0] ?? 0;
  let node: unknown = map;
  for (const name of path) {
    if (isSeq(node)) {
      const item = node.items[Number(name)];
      if (!isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
      continue;
    }
    if (!isMap(node)) break;
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    if (pair === undefined) break;
    if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}
