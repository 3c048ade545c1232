import type { Random } from '../random';
import { between } from './between';
import { octaves } from './octaves';
import type { Painter } from './painter';
import { depth, oneOf, type Shape } from './soft-shape';
import { standardized } from './standardized';

/** How likely it is that there is a horizon, clutter, a second thing, that a thing is a made one, and a blurred lens. */
const likely = { horizon: 0.65, clutter: 0.3, second: 0.15, made: 0.45, blur: 0.5 };
/** A side on which these sizes in pixels were chosen; others scale with it. */
const usual = 32;
/** How steeply a shape's edge falls, per pixel. */
const sharpness = 3;

/**
 * A thing before a ground, as on a photograph: sky and earth or a wall, and in the middle a body with limbs, wheels
 * or a roof, shaded and grained, in muted colours, with soft edges.
 */
export const scenes: Painter = (shape, random) => {
  const [height, width] = shape;
  const canvas = new Canvas(shape, random);
  ground(canvas);
  if (random.uniform() < likely.clutter) {
    for (let left = 1 + random.integer(6); left > 0; left--) {
      const reach = scaled(canvas, Math.exp(between(random, Math.log(1.5), Math.log(7))));
      const x = between(random, 0, width);
      const y = between(random, 0, height);
      const angle = between(random, 0, Math.PI);
      const kind = oneOf(['ellipse', 'box', 'triangle'] as const, random);
      const halfHeight = reach * between(random, 0.2, 1);
      canvas.fill({ kind, x, y, halfWidth: reach, halfHeight, angle }, flat(canvas.near(canvas.first, 0.25)));
    }
  }
  thing(canvas);
  if (random.uniform() < likely.second) thing(canvas);
  return canvas.developed(random.uniform() < likely.blur ? between(random, 0.1, 0.5) : 0);
};

/** A colour, one value a channel. */
type Colour = Float32Array;
/** The colour of a pixel that lies so deep in a shape, added to `out`'s `cover` share. */
type Paint = (x: number, y: number, inside: number, channel: number) => number;

const flat =
  (colour: Colour): Paint =>
  (_x, _y, _inside, channel) =>
    colour[channel] as number;

function scaled({ side }: Canvas, pixels: number): number {
  return (pixels * side) / usual;
}

/** One colour or two with a horizon between them, and grain. */
function ground(canvas: Canvas): void {
  const { random, height, width } = canvas;
  if (random.uniform() < likely.horizon) {
    const below = random.uniform() < 0.6 ? canvas.colour() : canvas.near(canvas.first, 0.15);
    const line = between(random, 0.2, 0.9) * height;
    const tilt = 0.08 * canvas.normal();
    const softness = scaled(canvas, Math.exp(between(random, Math.log(0.5), Math.log(12))));
    const grain = random.uniform() < 0.5 ? canvas.grain(between(random, 0, 0.15)) : undefined;
    canvas.blend((x, y) => sigmoid((y - line - tilt * (x - width / 2)) / softness), flat(below), grain);
  }
  canvas.add(canvas.grain(0.09 * Math.abs(canvas.normal())));
}

/** A body and up to seven parts about it, of related colours, under one light. */
function thing(canvas: Canvas): void {
  const { random, height, width } = canvas;
  const size = between(random, 0.25, 0.55) * canvas.side;
  const x = width / 2 + scaled(canvas, 3 * canvas.normal());
  const y = height / 2 + scaled(canvas, 3 * canvas.normal());
  const angle = random.uniform() < 0.7 ? 0.35 * canvas.normal() : between(random, 0, Math.PI);
  const slim = between(random, 0.3, 1);
  const own = canvas.colour();
  const made = random.uniform() < likely.made;
  const kinds = made
    ? (['box', 'triangle', 'box', 'ellipse'] as const)
    : (['ellipse', 'ellipse', 'ellipse', 'triangle'] as const);
  const bodyKind = made ? oneOf(['box', 'triangle'] as const, random) : 'ellipse';
  const light = [0.3 * canvas.normal(), -0.5 * Math.abs(canvas.normal())] as const;
  const grain = canvas.grain(0.1 * Math.abs(canvas.normal()));
  const parts: (readonly [Shape, Colour])[] = [
    [{ kind: bodyKind, x, y, halfWidth: size, halfHeight: size * slim, angle }, own],
  ];
  for (let left = 1 + random.integer(7); left > 0; left--) {
    const turn = between(random, 0, 2 * Math.PI);
    const reach = between(random, 0.4, 1.1) * size;
    const [along, beside] = [reach * Math.cos(turn), reach * slim * Math.sin(turn)];
    const partX = x + along * Math.cos(angle) - beside * Math.sin(angle);
    const colour = random.uniform() < 0.7 ? canvas.near(own, 0.12) : canvas.colour();
    if (random.uniform() < 0.25) {
      // A leg: thin, upright, below the body.
      const halfHeight = size * between(random, 0.25, 0.7);
      const partY =
        y + along * Math.sin(angle) + beside * Math.cos(angle) + 0.3 * halfHeight + 0.4 * size * slim;
      const leg = { kind: 'box', x: partX, y: partY, halfWidth: size * between(random, 0.05, 0.12) } as const;
      parts.push([{ ...leg, halfHeight, angle: 0.15 * canvas.normal() }, colour]);
      continue;
    }
    const halfWidth = size * Math.exp(between(random, Math.log(0.08), Math.log(0.6)));
    const halfHeight = halfWidth * between(random, 0.2, 1);
    const partY = y + along * Math.sin(angle) + beside * Math.cos(angle);
    const kind = oneOf(kinds, random);
    parts.push([
      { kind, x: partX, y: partY, halfWidth, halfHeight, angle: between(random, 0, Math.PI) },
      colour,
    ]);
  }
  // The body lies behind its parts, or now and then before them.
  if (random.uniform() < 0.25) parts.push(...parts.splice(0, 1));
  for (const [shape, colour] of parts) {
    const reach = Math.max(shape.halfWidth, shape.halfHeight, scaled(canvas, 4));
    canvas.fill(shape, (px, py, inside, channel) => {
      const toLight = (-0.25 * ((px - shape.x) * light[0] + (py - shape.y) * light[1])) / reach;
      const shade = 1 + Math.min(0.6, Math.max(-0.6, toLight));
      const edge = 0.12 * Math.exp(-Math.max(0, inside) / scaled(canvas, 1.2));
      return (colour[channel] as number) * shade + (grain(px, py) ?? 0) - edge;
    });
  }
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** Pixels under the brush. */
class Canvas {
  readonly height: number;
  readonly width: number;
  readonly side: number;
  /** The colour that it was primed with. */
  readonly first: Colour;
  readonly #channels: number;
  readonly #pixels: Float32Array;

  constructor(
    [height, width, channels]: readonly [number, number, number],
    readonly random: Random,
  ) {
    this.height = height;
    this.width = width;
    this.side = Math.min(height, width);
    this.#channels = channels;
    this.#pixels = new Float32Array(height * width * channels);
    this.first = this.colour();
    this.blend(() => 1, flat(this.first));
  }

  normal(): number {
    return this.random.normals(1)[0] as number;
  }

  /** Any brightness, little colour: between warm and cold more than between green and purple. */
  colour(): Colour {
    const brightness = between(this.random, 0.05, 0.95);
    const [warm, green] = [0.13 * this.normal(), 0.05 * this.normal()];
    return Float32Array.from({ length: this.#channels }, (_, channel) => {
      if (this.#channels !== 3) return brightness;
      return clamp(brightness + warm * (1 - channel) + green * (channel === 1 ? 1 : -0.5));
    });
  }

  /** A colour that differs from the given one by about so much, in brightness more than in hue. */
  near(colour: Colour, difference: number): Colour {
    const common = this.normal();
    return colour.map((value) => clamp(value + difference * (common + 0.35 * this.normal())));
  }

  /** Noise of this strength over the canvas, by pixel. */
  grain(strength: number): (x: number, y: number) => number {
    const noise = standardized(octaves(this.height, this.width, between(this.random, 0.4, 1), this.random));
    return (x, y) => strength * (noise[Math.floor(y) * this.width + Math.floor(x)] as number);
  }

  /** Lays paint over the canvas, as much of it as `cover` says, 0 … 1; then adds grain there. */
  blend(
    cover: (x: number, y: number) => number,
    paint: Paint,
    grain: ((x: number, y: number) => number) | undefined = undefined,
    inside: (x: number, y: number) => number = () => 0,
  ): void {
    const channels = this.#channels;
    for (let row = 0; row < this.height; row++) {
      for (let column = 0; column < this.width; column++) {
        const [x, y] = [column + 0.5, row + 0.5];
        const share = cover(x, y);
        if (share < 1e-3) continue;
        const deep = inside(x, y);
        const extra = grain === undefined ? 0 : share * grain(x, y);
        for (let channel = 0; channel < channels; channel++) {
          const at = (row * this.width + column) * channels + channel;
          const before = this.#pixels[at] as number;
          this.#pixels[at] = before + share * (paint(x, y, deep, channel) - before) + extra;
        }
      }
    }
  }

  fill(shape: Shape, paint: Paint): void {
    const least = scaled(this, 0.7);
    const { halfWidth, halfHeight } = shape;
    const inside = depth({
      ...shape,
      halfWidth: Math.max(halfWidth, least),
      halfHeight: Math.max(halfHeight, least),
    });
    const steep = (sharpness * usual) / this.side;
    this.blend((x, y) => sigmoid(steep * inside(x, y)), paint, undefined, inside);
  }

  add(grain: (x: number, y: number) => number): void {
    this.blend(
      () => 1,
      (x, y, _inside, channel) =>
        (this.#pixels[(Math.floor(y) * this.width + Math.floor(x)) * this.#channels + channel] as number) +
        grain(x, y),
    );
  }

  /** The picture: blurred by a lens that takes `blur` of every pixel from its neighbours, exposed, with a sensor's noise. */
  developed(blur: number): Float32Array {
    const exposure = Math.exp(0.25 * this.normal());
    const noise = this.random.normals(this.#pixels.length);
    const seen = blur === 0 ? this.#pixels : this.#blurred(blur);
    return seen.map((value, at) => clamp(clamp(value) ** exposure + 0.012 * (noise[at] as number)));
  }

  #blurred(blur: number): Float32Array {
    const channels = this.#channels;
    const { height, width } = this;
    const pass = (from: Float32Array, rows: number, columns: number) =>
      from.map((value, at) => {
        const channel = at % channels;
        const pixel = (at - channel) / channels;
        const [row, column] = [Math.floor(pixel / width), pixel % width];
        const take = (down: number, across: number) => {
          const r = Math.min(height - 1, Math.max(0, row + down));
          const c = Math.min(width - 1, Math.max(0, column + across));
          return from[(r * width + c) * channels + channel] as number;
        };
        return (1 - blur) * value + (blur / 2) * (take(-rows, -columns) + take(rows, columns));
      });
    return pass(pass(this.#pixels, 1, 0), 0, 1);
  }
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
