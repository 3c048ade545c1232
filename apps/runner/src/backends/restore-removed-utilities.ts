import util from 'node:util';

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
export function restoreRemovedUtilities(): void {
  const removed = {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  };
  for (const [name, implementation] of Object.entries(removed)) {
    if (!(name in util))
      Object.defineProperty(util, name, { value: implementation, configurable: true, writable: true });
  }
}
