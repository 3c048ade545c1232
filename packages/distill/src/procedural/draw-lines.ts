import type { ImageShape } from '../images';
import type { Random } from '../random';
import { between } from './between';

/** The drawing's longer side, as a share of the image's shorter one: 20 of 28 pixels, more or less. */
const extent = [(0.85 * 20) / 28, (1.1 * 20) / 28] as const;
/** Half a line's width and how softly it ends, in pixels of an image of 28. */
const halfWidth = [0.9, 1.8] as const;
const softness = 0.45;

/**
 * A drawing of lines, as height × width grey values: scaled to a common size, centred on its mean point and drawn with
 * a soft pen of random width.
 *
 * @param points x, y, x, y … in any unit, changed in place; a NaN pair lifts the pen
 */
export function drawLines(points: number[], shape: ImageShape, random: Random): Float32Array {
  const side = Math.min(shape[0], shape[1]);
  place(points, shape, between(random, ...extent) * side);
  const scale = side / 28;
  return draw(points, shape, {
    reach: between(random, ...halfWidth) * scale,
    softness: softness * scale,
  });
}

/** Scales the drawing so that its longer side is `size` and puts its mean point in the middle. */
function place(points: number[], [height, width]: ImageShape, size: number): void {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const sum = [0, 0];
  let count = 0;
  for (let i = 0; i < points.length; i++) {
    const value = points[i] as number;
    if (Number.isNaN(value)) continue;
    const axis = i % 2;
    low[axis] = Math.min(low[axis] as number, value);
    high[axis] = Math.max(high[axis] as number, value);
    sum[axis] = (sum[axis] as number) + value;
    count += 0.5;
  }
  const side = Math.max((high[0] as number) - (low[0] as number), (high[1] as number) - (low[1] as number));
  const scale = size / Math.max(side, 1e-6);
  const middle = [(width - 1) / 2, (height - 1) / 2];
  for (let i = 0; i < points.length; i++) {
    const axis = i % 2;
    points[i] = ((points[i] as number) - (sum[axis] as number) / count) * scale + (middle[axis] as number);
  }
}

/** height × width: σ((reach − distance to the nearest piece) / softness). */
function draw(
  points: readonly number[],
  [height, width]: ImageShape,
  pen: { readonly reach: number; readonly softness: number },
): Float32Array {
  const squares = new Float32Array(height * width).fill(Number.POSITIVE_INFINITY);
  // Further away the pen leaves less than e⁻⁷.
  const margin = pen.reach + 7 * pen.softness;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0] = [points[i] as number, points[i + 1] as number];
    const [x1, y1] = [points[i + 2] as number, points[i + 3] as number];
    if (Number.isNaN(x0) || Number.isNaN(x1)) continue;
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = Math.max(dx * dx + dy * dy, 1e-12);
    const [left, right] = [
      Math.max(0, Math.ceil(Math.min(x0, x1) - margin)),
      Math.min(width - 1, Math.max(x0, x1) + margin),
    ];
    const [top, bottom] = [
      Math.max(0, Math.ceil(Math.min(y0, y1) - margin)),
      Math.min(height - 1, Math.max(y0, y1) + margin),
    ];
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const t = Math.min(1, Math.max(0, ((column - x0) * dx + (row - y0) * dy) / length));
        const [offX, offY] = [column - x0 - t * dx, row - y0 - t * dy];
        const square = offX * offX + offY * offY;
        const pixel = row * width + column;
        if (square < (squares[pixel] as number)) squares[pixel] = square;
      }
    }
  }
  return squares.map((square) => 1 / (1 + Math.exp((Math.sqrt(square) - pen.reach) / pen.softness)));
}
