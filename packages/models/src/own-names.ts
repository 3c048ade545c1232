import type { Architecture } from './architectures/architecture';
import { architectureNamed } from './architectures/registry';
import type { StateDict } from './state-dict/state-tensor';

/** What a class of one's own calls the parts of an architecture. */
export interface OwnNames {
  /** What the names of all but the head have before the architecture's: `backbone.`, or nothing. */
  readonly body: string;
  /** The linear layer at the end: `fc.1`, behind a dropout, where the architecture has `fc`. */
  readonly head: string;
}

/** A state dict's architecture, and how its names differ from the architecture's: a guess of `guessArchitectures`. */
export interface NamedArchitecture {
  readonly name: string;
  /** What every name in the file has before the names of the class: `model.` of a Lightning checkpoint. Absent if nothing. */
  readonly prefix?: string | undefined;
  /** Absent if the names of the class are the architecture's. */
  readonly own?: OwnNames | undefined;
}

/** The tensors of a file under the names of its architecture, as `loadStateDict` takes them. */
export function toArchitectureNames(
  dict: StateDict,
  { name, prefix = '', own }: NamedArchitecture,
): StateDict {
  const heads = own && headNames(own.head, linearOf(name));
  const renamed = (tensor: string) => {
    const inClass = withoutPrefix(tensor, prefix);
    return heads?.get(inClass) ?? withoutPrefix(inClass, own?.body ?? '');
  };
  return new Map([...dict].map(([tensor, value]) => [renamed(tensor), value]));
}

/** The tensors of `stateDict` under the names of the class, without the prefix: as the class itself loads them. */
export function toOwnNames(dict: StateDict, { name, own }: NamedArchitecture): StateDict {
  if (own === undefined) return dict;
  const heads = headNames(linearOf(name), own.head);
  return new Map([...dict].map(([tensor, value]) => [heads.get(tensor) ?? own.body + tensor, value]));
}

/** The linear layer of an architecture with one head, as its state dict calls it. */
export function linearName({ module, index }: Architecture['classifier']): string {
  return index === undefined ? module : `${module}.${index}`;
}

function linearOf(architecture: string): string {
  return linearName(architectureNamed(architecture).classifier);
}

function headNames(from: string, to: string): ReadonlyMap<string, string> {
  return new Map(['weight', 'bias'].map((tensor) => [`${from}.${tensor}`, `${to}.${tensor}`]));
}

function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
