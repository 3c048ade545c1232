import { between } from './between';
import type { Painter } from './painter';
import { twoColours } from './two-colours';

/** How softly an edge ends, in pixels of an image of 28. */
const softness = 0.45;

/** One convex shape with soft edges: the intersection of three to six half-planes about the middle. */
export const polygons: Painter = ([height, width, channels], random) => {
  const side = Math.min(height, width);
  const middle = [(width - 1) / 2, (height - 1) / 2] as const;
  const x0 = middle[0] + between(random, -0.1, 0.1) * side;
  const y0 = middle[1] + between(random, -0.1, 0.1) * side;
  const edges = Array.from({ length: 3 + random.integer(4) }, () => {
    const angle = between(random, 0, 2 * Math.PI);
    return { across: Math.cos(angle), down: Math.sin(angle), offset: between(random, 0.03, 0.4) * side };
  });
  const soft = (softness * side) / 28;
  const grey = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let inside = Number.POSITIVE_INFINITY;
      for (const { across, down, offset } of edges)
        inside = Math.min(inside, offset - across * (column - x0) - down * (row - y0));
      grey[row * width + column] = 1 / (1 + Math.exp(-inside / soft));
    }
  }
  return twoColours(grey, channels, random);
};
