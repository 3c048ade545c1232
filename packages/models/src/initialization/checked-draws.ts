import { ModelOptionsError } from '../model-options-error';

const expected = 'draws in [0, 1)';
const advice = 'Give a function such as Math.random.';

/**
 * The same draws, each of them checked.
 *
 * @param model Its name, for messages.
 * @throws {ModelOptionsError} `random` is no function; or, from the result, it drew something else than a number in [0, 1).
 */
export function checkedDraws(model: string, random: () => number): () => number {
  if (typeof random !== 'function') throw new ModelOptionsError(model, 'random', random, expected, advice);
  return () => {
    const draw = random();
    if (draw >= 0 && draw < 1) return draw;
    throw new ModelOptionsError(model, 'random()', draw, expected, advice);
  };
}
