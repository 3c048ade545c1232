import { dispose, engine } from '@tensorflow/tfjs-core';

/**
 * What `compute` gives, which takes a gradient. What TensorFlow.js keeps for the way back it frees only at the end of that way: where an error
 * comes before, this does.
 */
export function freedOnError<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    const { activeTape, gradientDepth } = engine().state;
    // In another gradient, what is kept is for that one, too.
    if (gradientDepth === 0) for (const { saved } of activeTape ?? []) dispose(saved ?? []);
    throw error;
  }
}
