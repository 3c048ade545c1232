import type { Random } from '../random';

/**
 * height × width noise, the sum of bilinearly enlarged grids of 2, 4, 8 … cells a side, each `persistence`
 * as strong as the last.
 */
export function octaves(height: number, width: number, persistence: number, random: Random): Float32Array {
  const out = new Float32Array(height * width);
  let strength = 1;
  for (let cells = 2; cells <= Math.max(height, width); cells *= 2, strength *= persistence) {
    const side = cells + 1;
    const lines = stretched(random.normals(side * side), side, width);
    for (let row = 0; row < height; row++) {
      const y = (row / height) * cells;
      const top = Math.floor(y);
      const down = y - top;
      const [upper, lower, pixel] = [top * width, (top + 1) * width, row * width];
      for (let column = 0; column < width; column++) {
        const value =
          (lines[upper + column] as number) * (1 - down) + (lines[lower + column] as number) * down;
        out[pixel + column] = (out[pixel + column] as number) + strength * value;
      }
    }
  }
  return out;
}

/** The lines of a grid of side × side corners, enlarged to `width` values each. */
function stretched(grid: Float32Array, side: number, width: number): Float64Array {
  const out = new Float64Array(side * width);
  for (let column = 0; column < width; column++) {
    const x = (column / width) * (side - 1);
    const left = Math.floor(x);
    const across = x - left;
    for (let line = 0; line < side; line++) {
      const corner = line * side + left;
      out[line * width + column] =
        (grid[corner] as number) * (1 - across) + (grid[corner + 1] as number) * across;
    }
  }
  return out;
}
