import { isMap, isNode, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { ConfigError } from './config-error';
import { faultsOfNodes, faultsOfText, keyOf, type YamlFault } from './yaml-faults';

/** The value of a text of YAML, and where its parts begin. */
export interface YamlText {
  readonly value: unknown;
  /** Line, from 1, of the key or list item at `path`, or of its nearest existing parent. */
  line(path: readonly string[]): number;
}

/** Most characters. Reading takes time in proportion to them: for so many a second or two. */
export const longestYaml = 500_000;

/**
 * Reads a text of YAML. Whatever it holds, the time is in proportion to its length.
 *
 * @param place names a line of the text, for messages
 * @throws ConfigError if it is too long or not YAML, or holds what no configuration needs: see yaml-faults.ts
 */
export function parseYaml(text: string, place: (line: number) => string): YamlText {
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const refuse = (faults: readonly YamlFault[]) => {
    if (faults.length === 0) return;
    throw new ConfigError(
      faults.map(({ offset, text }) => () => ({ place: place(lineAt(offset)), text: text() })),
    );
  };
  if (text.length > longestYaml) {
    refuse([{ offset: 0, text: () => `this has more than ${longestYaml} characters. Shorten it.` }]);
  }
  const document = parse(text, lines);
  refuse(faultsOfText(document));
  refuse(faultsOfNodes(document));
  const { contents } = document;
  return {
    // How many aliases there may be is checked above; the parser allows 100 of an anchor.
    value: contents === null ? null : document.toJS({ maxAliasCount: -1 }),
    line(path) {
      let node: unknown = contents;
      let offset = contents?.range?.[0] ?? 0;
      for (const name of path) {
        const pair = isMap(node) ? pairsOf(node).get(name) : undefined;
        const next = isSeq(node) ? node.items[Number(name)] : pair?.value;
        const start = pair?.key ?? next;
        if (!isNode(start)) break;
        offset = start.range?.[0] ?? offset;
        node = next;
      }
      return lineAt(offset);
    },
  };
}

function parse(text: string, lineCounter: LineCounter) {
  const { stackTraceLimit } = Error;
  // A text may have an error for each of its characters; a stack trace for each would take minutes.
  Error.stackTraceLimit = 0;
  try {
    // Whether keys are unique is checked with the other faults: the parser compares each with every other.
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const indices = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** The pairs of a mapping by their keys, found once. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const index = indices.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair) ?? '', pair]));
  indices.set(map, index);
  return index;
}
