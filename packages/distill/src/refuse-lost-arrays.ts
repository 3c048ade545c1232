import type { Weights } from './weights';

/** @throws RangeError when the weights in a state are no typed arrays any more: JSON makes other objects of them */
export function refuseLostArrays(weights: Weights): void {
  if (weights.every(({ values }) => ArrayBuffer.isView(values))) return;
  throw new RangeError(
    'a state was given that has lost its typed arrays, probably through JSON; it must be as state() gave it. Write it with serialize ' +
      'of node:v8 and read it with deserialize, keep it in IndexedDB, or copy it with structuredClone.',
  );
}
