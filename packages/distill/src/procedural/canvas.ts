import type { ImageShape } from '../images';
import type { Random } from '../random';
import { standardized } from '../standardized';
import { between } from './between';
import { octaves } from './octaves';
import { depth, type Shape } from './soft-shape';

/** How steeply a shape's edge falls, per pixel of an image of side `standardSide`. */
const sharpness = 3;
/** A side on which sizes in pixels were chosen; others scale with it. */
const standardSide = 32;

/** A colour, one value a channel. */
export type Colour = Float32Array;
/** A channel's value at a pixel that lies so many pixels deep in a shape. */
export type Paint = (x: number, y: number, inside: number, channel: number) => number;
/** Strength of noise by pixel. */
type Grain = (x: number, y: number) => number;

/** The same colour everywhere. */
export function flat(colour: Colour): Paint {
  return (_x, _y, _inside, channel) => colour[channel] as number;
}

/** 0 … 1, one half at 0. */
export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Pixels under the brush. */
export class Canvas {
  readonly height: number;
  readonly width: number;
  readonly side: number;
  /** The colour that it was primed with. */
  readonly first: Colour;
  readonly #channels: number;
  readonly #pixels: Float32Array;

  constructor(
    [height, width, channels]: ImageShape,
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

  /** So many pixels of an image of side 32, in pixels of this one. */
  scaled(pixels: number): number {
    return (pixels * this.side) / standardSide;
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
  grain(strength: number): Grain {
    const noise = standardized(octaves(this.height, this.width, between(this.random, 0.4, 1), this.random));
    return (x, y) => strength * (noise[Math.floor(y) * this.width + Math.floor(x)] as number);
  }

  /** Lays paint over the canvas, as much of it as `cover` gives, 0 … 1; then adds grain there. */
  blend(
    cover: (x: number, y: number) => number,
    paint: Paint,
    grain?: Grain,
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

  /** Lays paint over a shape with soft edges. */
  fill(shape: Shape, paint: Paint): void {
    const least = this.scaled(0.7);
    const { halfWidth, halfHeight } = shape;
    const inside = depth({
      ...shape,
      halfWidth: Math.max(halfWidth, least),
      halfHeight: Math.max(halfHeight, least),
    });
    const steep = (sharpness * standardSide) / this.side;
    this.blend((x, y) => sigmoid(steep * inside(x, y)), paint, undefined, inside);
  }

  /** Adds grain everywhere. */
  add(grain: Grain): void {
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
        const neighbour = (down: number, across: number) => {
          const r = Math.min(height - 1, Math.max(0, row + down));
          const c = Math.min(width - 1, Math.max(0, column + across));
          return from[(r * width + c) * channels + channel] as number;
        };
        return (1 - blur) * value + (blur / 2) * (neighbour(-rows, -columns) + neighbour(rows, columns));
      });
    return pass(pass(this.#pixels, 1, 0), 0, 1);
  }
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
