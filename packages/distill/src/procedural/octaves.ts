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
    const grid = random.normals(side * side);
    for (let row = 0; row < height; row++) {
      const y = (row / height) * cells;
      const top = Math.floor(y);
      const down = y - top;
      for (let column = 0; column < width; column++) {
        const x = (column / width) * cells;
        const left = Math.floor(x);
        const across = x - left;
        const corner = top * side + left;
        const upper = (grid[corner] as number) * (1 - across) + (grid[corner + 1] as number) * across;
        const lower =
          (grid[corner + side] as number) * (1 - across) + (grid[corner + side + 1] as number) * across;
        const pixel = row * width + column;
        out[pixel] = (out[pixel] as number) + strength * (upper * (1 - down) + lower * down);
      }
    }
  }
  return out;
}
