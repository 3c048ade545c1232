import type { Random } from '../random';
import { between } from './between';
import { drawLines } from './draw-lines';
import type { Painter } from './painter';
import { twoColours } from './two-colours';

/** Straight pieces that stand for one line or bow. */
const pieces = 16;

/**
 * Something like handwriting: one or two strokes of one to three lines and bows each, that go on smoothly or turn a
 * corner, drawn with a soft pen, squeezed and sheared as hands do.
 */
export const strokes: Painter = (shape, random) => {
  const points: number[] = [];
  const count = random.uniform() < 0.75 ? 1 : 2;
  for (let stroke = 0; stroke < count; stroke++) {
    const start = startingPoint(points, random);
    if (stroke > 0) points.push(Number.NaN, Number.NaN);
    addStroke(points, start, random);
  }
  const squeeze = Math.exp(between(random, -0.5, 0.5));
  const shear = between(random, -0.3, 0.3);
  for (let i = 0; i < points.length; i += 2)
    points[i] = squeeze * ((points[i] as number) + shear * (points[i + 1] as number));
  return twoColours(drawLines(points, shape, random), shape[2], random);
};

/** The second stroke begins near something that is drawn already. */
function startingPoint(points: readonly number[], random: Random): readonly [number, number] {
  if (points.length === 0) return [0, 0];
  const near = 2 * random.integer(points.length / 2);
  const apart = () => between(random, -0.4, 0.4);
  return [(points[near] as number) + apart(), (points[near + 1] as number) + apart()];
}

/** Appends one to three lines and bows; a bow sweeps up to a full turn and tightens or opens on its way. */
function addStroke(points: number[], start: readonly [number, number], random: Random): void {
  const side = () => (random.uniform() < 0.5 ? 1 : -1);
  let [x, y] = start;
  let heading = between(random, 0, 2 * Math.PI);
  const parts = 1 + random.integer(3);
  for (let part = 0; part < parts; part++) {
    if (part > 0 && random.uniform() < 0.5) heading += between(random, 0.3, 1) * Math.PI * side();
    const straight = random.uniform() < 0.35;
    const length = between(random, 0.4, straight ? 1.2 : 2.2);
    const sweep = straight ? between(random, -0.4, 0.4) : between(random, 0.5, 2.1) * Math.PI * side();
    const tightening = between(random, -0.4, 0.4);
    points.push(x, y);
    for (let piece = 0; piece < pieces; piece++) {
      const along = (2 * (piece + 0.5)) / pieces - 1;
      heading += (sweep / pieces) * (1 + tightening * along);
      x += (length / pieces) * Math.cos(heading);
      y += (length / pieces) * Math.sin(heading);
      points.push(x, y);
    }
  }
}
