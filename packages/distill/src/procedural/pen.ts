import type { ImageShape } from '../images';
import type { Random } from '../random';
import { between } from './between';
import type { Painter } from './painter';
import { drawLines } from './strokes';
import { twoColours } from './two-colours';

export const pen: Painter = (shape, random) => {
  const points = randomPath(random);
  return twoColours(drawLines(points, shape, random), shape[2], random);
};

function randomPath(random: Random): number[] {
  const points: number[] = [];
  let [x, y] = [0, 0];
  let heading = between(random, 0, 2 * Math.PI);
  const strokes = random.uniform() < 0.75 ? 1 : 2;
  for (let stroke = 0; stroke < strokes; stroke++) {
    if (stroke > 0) {
      points.push(Number.NaN, Number.NaN);
      // lift the pen: go on near something that is drawn
      const at = 2 * random.integer((points.length - 2) / 2);
      [x, y] = [
        (points[at] as number) + between(random, -0.4, 0.4),
        (points[at + 1] as number) + between(random, -0.4, 0.4),
      ];
      heading = between(random, 0, 2 * Math.PI);
    }
    const parts = 1 + random.integer(3);
    for (let part = 0; part < parts; part++) {
      if (part > 0 && random.uniform() < 0.5)
        heading += between(random, 0.3, 1) * Math.PI * (random.uniform() < 0.5 ? 1 : -1);
      const line = random.uniform() < 0.35;
      const length = between(random, 0.4, line ? 1.2 : 2.2);
      const sweep = line
        ? between(random, -0.4, 0.4)
        : between(random, 0.5, 2.1) * Math.PI * (random.uniform() < 0.5 ? 1 : -1);
      const pieces = 16;
      const tighten = between(random, -0.4, 0.4);
      points.push(x, y);
      for (let i = 0; i < pieces; i++) {
        heading += (sweep / pieces) * (1 + tighten * ((2 * (i + 0.5)) / pieces - 1));
        x += (length / pieces) * Math.cos(heading);
        y += (length / pieces) * Math.sin(heading);
        points.push(x, y);
      }
    }
  }
  const squeeze = Math.exp(between(random, -0.5, 0.5));
  const shear = between(random, -0.3, 0.3);
  for (let i = 0; i < points.length; i += 2)
    points[i] = ((points[i] as number) + shear * (points[i + 1] as number)) * squeeze;
  return points;
}
