/** A module of Node, without an import that a browser's bundler would trip over. */
export function nodeModule<T>(name: string): T | undefined {
  return (globalThis.process as typeof process | undefined)?.getBuiltinModule?.(name as 'node:os') as
    | T
    | undefined;
}
