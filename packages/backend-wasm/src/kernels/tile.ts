import { Tile, type TileAttrs, util } from '@tensorflow/tfjs-core';
import { callBase, kernel } from '../kernel';
import { floatsOf, isEmpty } from '../views';

/**
 * Repeats the whole tensor by doubling copies when only leading axes of size 1 are tiled, as the gradient of batch
 * norm does with every channel statistic; the rest is left to tfjs-backend-wasm.
 */
export const tile = kernel<'x', TileAttrs>(Tile, ({ inputs: { x }, attrs, backend }) => {
  const { reps } = attrs;
  const lastTiled = reps.findLastIndex((times) => times !== 1);
  const whole = x.shape.slice(0, lastTiled + 1).every((size) => size === 1);
  if (!whole || x.dtype !== 'float32' || reps.length !== x.shape.length || isEmpty(x)) {
    return callBase(Tile, backend, { x }, attrs);
  }
  const out = backend.makeOutput(
    x.shape.map((size, axis) => size * (reps[axis] as number)),
    'float32',
  );
  const to = floatsOf(backend, out);
  let filled = util.sizeFromShape(x.shape);
  if (to.length === 0) return out;
  to.set(floatsOf(backend, x));
  for (; filled < to.length; filled *= 2) to.copyWithin(filled, 0, Math.min(filled, to.length - filled));
  return out;
});
