import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  type Pair,
  visit,
  type YAMLError,
} from 'yaml';
import { excerpt, quoted } from './excerpt';

/** Something wrong in a text of YAML. */
export interface YamlFault {
  /** Where it begins, in characters. */
  readonly offset: number;
  readonly text: () => string;
}

/** Most levels of lists and mappings; a configuration has four. */
const deepest = 50;
/** Most aliases: to look one up takes time in proportion to their number. */
const mostAliases = 1000;
/** Most levels of aliases within what an alias stands for. */
const deepestAlias = 10;
/** Most values that all aliases together stand for: whoever checks the configuration meets each of them. */
const mostValues = 100_000;

const tooDeep = `lists and mappings are nested too deeply; up to ${deepest} levels are read. Check the brackets and the indentation.`;

/** What the parser finds wrong. A tag that it does not know is an error here: its value would not be what was meant. */
export function faultsOfText({ errors, warnings }: Document): YamlFault[] {
  return [...errors, ...warnings].map((error) => ({ offset: error.pos[0], text: () => describe(error) }));
}

function describe({ code, message }: YAMLError): string {
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep;
  if (code === 'MULTIPLE_DOCS') return 'a second document begins. Write each to a file of its own.';
  if (code === 'TAG_RESOLVE_FAILED') return `${excerpt(message)}. Remove the tag.`;
  return excerpt(message, 200);
}

/** Valid YAML that no configuration needs and that does harm: keys twice or that are no words, nesting and aliases without end. */
export function faultsOfNodes(document: Document): YamlFault[] {
  const faults: YamlFault[] = [];
  const report = (node: unknown, text: () => string) => {
    faults.push({ offset: (isNode(node) ? node.range?.[0] : undefined) ?? 0, text });
  };
  const aliases = new Aliases();
  visit(document, (_, node, path) => {
    const levels = path.filter((parent) => isNode(parent)).length;
    const fault = levels > deepest ? tooDeep : aliases.faultAt(node, path);
    if (fault !== undefined) {
      report(isPair(node) ? node.key : node, () => fault);
      return visit.BREAK;
    }
    if (isMap(node)) reportKeys(node.items, report);
    return undefined;
  });
  return faults;
}

function reportKeys(pairs: readonly Pair[], report: (node: unknown, text: () => string) => void): void {
  const seen = new Set<string>();
  for (const pair of pairs) {
    const key = keyOf(pair);
    if (key === undefined)
      report(pair.key, () => 'a list or a mapping is the key here. Write "key: value", the key a word.');
    // Not left to the schemas: as a key of an object it would vanish.
    else if (key === '__proto__')
      report(pair.key, () => 'unknown key "__proto__". See all keys with: exmodel list --keys');
    else if (seen.has(key))
      report(
        pair.key,
        () => `Map keys must be unique: ${quoted(key)} is given twice. Remove one of the two.`,
      );
    else seen.add(key);
  }
}

/** The key of a pair, or undefined if it is no word. */
export function keyOf({ key }: Pair): string | undefined {
  if (key === null) return '';
  // Bytes (!!binary) are a scalar, too.
  return isScalar(key) && typeof key.value !== 'object' ? String(key.value) : undefined;
}

/** Follows the aliases of a document, in its order. */
class Aliases {
  /** The node of each anchor, as it is at this place. */
  readonly #anchored = new Map<string, Node>();
  /** How many levels of aliases are within what a node with an anchor stands for. */
  readonly #levels = new Map<unknown, number>();
  /** How many values a node with an anchor stands for, with those that aliases in it stand for. */
  readonly #sizes = new Map<Node, number>();
  #count = 0;
  #values = 0;

  /** What is wrong with a node, if it is an alias. */
  faultAt(node: unknown, path: readonly unknown[]): string | undefined {
    if (!isNode(node)) return undefined;
    if (!isAlias(node)) {
      if (node.anchor !== undefined) this.#anchored.set(node.anchor, node);
      this.#grow([...path, node], 1);
      return undefined;
    }
    const meant = this.#anchored.get(node.source);
    const name = `*${excerpt(node.source)}`;
    if (meant === undefined)
      return `there is no &${excerpt(node.source)} above for ${name}. Write out the value.`;
    if (path.includes(meant)) return `${name} is a part of what it stands for. Write out the value.`;
    this.#count += 1;
    if (this.#count > mostAliases) return `there are more than ${mostAliases} aliases. Write out the values.`;
    const level = 1 + (this.#levels.get(meant) ?? 0);
    if (level > deepestAlias)
      return `${name} stands for aliases of aliases, more than ${deepestAlias} levels. Write out the value.`;
    for (const parent of path) this.#levels.set(parent, Math.max(level, this.#levels.get(parent) ?? 0));
    const size = this.#sizes.get(meant) ?? 0;
    this.#values += size;
    if (this.#values > mostValues)
      return `the aliases up to ${name} stand for more than ${mostValues} values. Write out those that are needed.`;
    this.#grow(path, size);
    return undefined;
  }

  #grow(nodes: readonly unknown[], values: number): void {
    for (const node of nodes)
      if (isNode(node) && node.anchor !== undefined)
        this.#sizes.set(node, values + (this.#sizes.get(node) ?? 0));
  }
}
