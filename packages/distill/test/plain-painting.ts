import type { ImageShape } from '../src/images';
import { between } from '../src/procedural/between';
import { Canvas } from '../src/procedural/canvas';
import type { Shape } from '../src/procedural/soft-shape';
import type { Random } from '../src/random';

/** What the painting of `src/procedural` computes in a quicker way, written down as plainly as it can be. */

/** `octaves` of src/procedural, pixel by pixel. */
export function plainOctaves(
  height: number,
  width: number,
  persistence: number,
  random: Random,
): Float32Array {
  const out = new Float32Array(height * width);
  let strength = 1;
  for (let cells = 2; cells <= Math.max(height, width); cells *= 2, strength *= persistence) {
    const side = cells + 1;
    const grid = random.normals(side * side);
    out.forEach((value, pixel) => {
      const [y, x] = [
        (Math.floor(pixel / width) / height) * cells,
        ((pixel % width) / width) * cells,
      ] as const;
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const corner = (down: number, across: number) => grid[(top + down) * side + left + across] as number;
      const line = (down: number) => corner(down, 0) * (1 - (x - left)) + corner(down, 1) * (x - left);
      out[pixel] = value + strength * (line(0) * (1 - (y - top)) + line(1) * (y - top));
    });
  }
  return out;
}

/** `standardized` of src, value by value. */
export function plainStandardized(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** A canvas that looks at every pixel for everything that is painted, and takes every power. */
export class PlainCanvas extends Canvas {
  readonly #channels: number;
  #pixels: Float32Array;

  constructor(shape: ImageShape, random: Random) {
    super(shape, random);
    this.#channels = shape[2];
    this.#pixels = new Float32Array(shape[0] * shape[1] * shape[2]);
    this.#each((_x, _y, _pixel, channel) => this.first[channel] as number);
  }

  override grain(strength: number) {
    const persistence = between(this.random, 0.4, 1);
    const noise = plainStandardized(plainOctaves(this.height, this.width, persistence, this.random));
    return { strength, noise };
  }

  override horizon(...[colour, line, tilt, softness, grain]: Parameters<Canvas['horizon']>): void {
    this.#each((x, y, pixel, channel, before) => {
      const share = sigmoid((y - line - tilt * (x - this.width / 2)) / softness);
      if (share < 1e-3) return before;
      const extra = grain === undefined ? 0 : share * (grain.strength * (grain.noise[pixel] as number));
      return before + share * ((colour[channel] as number) - before) + extra;
    });
  }

  override fill(...[shape, colour, surface]: Parameters<Canvas['fill']>): void {
    const least = (0.7 * this.side) / 32;
    const inside = plainDepth({
      ...shape,
      halfWidth: Math.max(shape.halfWidth, least),
      halfHeight: Math.max(shape.halfHeight, least),
    });
    this.#each((x, y, pixel, channel, before) => {
      const share = sigmoid(((3 * 32) / this.side) * inside(x, y));
      if (share < 1e-3) return before;
      let paint = colour[channel] as number;
      if (surface !== undefined) {
        const { light, reach, grain } = surface;
        const toLight = (-0.25 * ((x - shape.x) * light[0] + (y - shape.y) * light[1])) / reach;
        const edge = 0.12 * Math.exp(-Math.max(0, inside(x, y)) / ((1.2 * this.side) / 32));
        paint *= 1 + Math.min(0.6, Math.max(-0.6, toLight));
        paint = paint + grain.strength * (grain.noise[pixel] as number) - edge;
      }
      return before + share * (paint - before);
    });
  }

  override add({ strength, noise }: Parameters<Canvas['add']>[0]): void {
    this.#each((_x, _y, pixel, _channel, before) => {
      const paint = before + strength * (noise[pixel] as number);
      return before + (paint - before);
    });
  }

  override developed(blur: number): Float32Array {
    const exposure = Math.exp(0.25 * this.normal());
    const noise = this.random.normals(this.#pixels.length);
    if (blur > 0) {
      this.#blur(blur, 1, 0);
      this.#blur(blur, 0, 1);
    }
    return this.#pixels.map((value, at) => clamp(clamp(value) ** exposure + 0.012 * (noise[at] as number)));
  }

  #blur(blur: number, down: number, across: number): void {
    const from = this.#pixels.slice();
    const at = (row: number, column: number, channel: number) => {
      const r = Math.min(this.height - 1, Math.max(0, row));
      const c = Math.min(this.width - 1, Math.max(0, column));
      return from[(r * this.width + c) * this.#channels + channel] as number;
    };
    this.#each((x, y, _pixel, channel, before) => {
      const [row, column] = [Math.floor(y), Math.floor(x)];
      const beside = at(row - down, column - across, channel) + at(row + down, column + across, channel);
      return (1 - blur) * before + (blur / 2) * beside;
    });
  }

  #each(value: (x: number, y: number, pixel: number, channel: number, before: number) => number): void {
    this.#pixels = this.#pixels.map((before, at) => {
      const channel = at % this.#channels;
      const pixel = (at - channel) / this.#channels;
      return value((pixel % this.width) + 0.5, Math.floor(pixel / this.width) + 0.5, pixel, channel, before);
    });
  }
}

/** How deep a pixel lies in a shape. */
function plainDepth({ kind, x, y, halfWidth, halfHeight, angle }: Shape) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (px: number, py: number): number => {
    const along = (px - x) * cos + (py - y) * sin;
    const beside = (py - y) * cos - (px - x) * sin;
    if (kind === 'ellipse')
      return (1 - Math.hypot(along / halfWidth, beside / halfHeight)) * Math.min(halfWidth, halfHeight);
    if (kind === 'box') return Math.min(halfWidth - Math.abs(along), halfHeight - Math.abs(beside));
    const half = ((beside + halfHeight) * halfWidth) / (2 * halfHeight);
    return Math.min(halfHeight - beside, half - Math.abs(along));
  };
}

/** `normalField` of src/procedural, value by value. */
export function plainNormalField(height: number, width: number, sigma: number, random: Random): Float32Array {
  const radius = Math.ceil(2.5 * sigma);
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const wrapped = (at: number, length: number) => ((at % length) + length) % length;
  const blurred = (values: Float32Array, down: number, across: number) =>
    values.map((_, pixel) => {
      const [row, column] = [Math.floor(pixel / width), pixel % width];
      return weights.reduce((total, weight, k) => {
        const [r, c] = [row + down * (k - radius), column + across * (k - radius)];
        return total + weight * (values[wrapped(r, height) * width + wrapped(c, width)] as number);
      }, 0);
    });
  const field = blurred(blurred(random.normals(height * width), 0, 1), 1, 0);
  const mean = field.reduce((sum, value) => sum + value, 0) / field.length;
  const squares = field.reduce((sum, value) => sum + value * value, 0) / field.length;
  const deviation = Math.sqrt(Math.max(squares - mean * mean, 1e-12));
  return field.map((value) => (value - mean) / deviation);
}
