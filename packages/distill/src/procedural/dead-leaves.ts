import { between } from './between';
import type { Painter } from './painter';

/** Leaves that fall on one another: enough that most of the ground is covered. */
const leaves = [20, 120] as const;

/**
 * The "dead leaves" model of natural images: discs and rectangles of all sizes and of related colours, each
 * covering what lay there before. Sizes follow r⁻³, so that the picture looks alike at every scale.
 */
export const deadLeaves: Painter = ([height, width, channels], random) => {
  const side = Math.min(height, width);
  const base = Float32Array.from({ length: channels }, () => random.uniform());
  const variety = between(random, 0.1, 0.35);
  const colour = () => {
    const light = random.normals(channels + 1);
    return base.map((value, channel) =>
      Math.min(
        1,
        Math.max(0, value + variety * ((light[channels] as number) + 0.5 * (light[channel] as number))),
      ),
    );
  };
  const out = new Float32Array(height * width * channels);
  const [smallest, largest] = [0.03 * side, 0.6 * side];
  const fill = (
    covers: (x: number, y: number) => boolean,
    ink: Float32Array,
    reach: number,
    x0: number,
    y0: number,
  ) => {
    for (let row = Math.max(0, Math.ceil(y0 - reach)); row < Math.min(height, y0 + reach); row++)
      for (let column = Math.max(0, Math.ceil(x0 - reach)); column < Math.min(width, x0 + reach); column++)
        if (covers(column - x0, row - y0)) out.set(ink, (row * width + column) * channels);
  };
  fill(() => true, colour(), height + width, 0, 0);
  const count = Math.round(between(random, ...leaves));
  for (let leaf = 0; leaf < count; leaf++) {
    // The inverse of the cumulated density of r⁻³ between the two bounds.
    const u = random.uniform();
    const radius = 1 / Math.sqrt((1 - u) / smallest ** 2 + u / largest ** 2);
    const [x0, y0] = [between(random, 0, width), between(random, 0, height)];
    const [angle, slimness] = [between(random, 0, Math.PI), between(random, 0.3, 1)];
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const round = random.uniform() < 0.5;
    const covers = (x: number, y: number) => {
      const [along, beside] = [(cos * x + sin * y) / radius, (cos * y - sin * x) / (radius * slimness)];
      return round ? along * along + beside * beside < 1 : Math.abs(along) < 0.7 && Math.abs(beside) < 0.7;
    };
    fill(covers, colour(), radius, x0, y0);
  }
  return out;
};
