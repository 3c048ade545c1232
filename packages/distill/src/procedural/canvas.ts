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

/** A smaller share of a pixel is not painted. */
const leastShare = 1e-3;
/** Below this, a sigmoid is below `leastShare`, whatever its last bits. */
const surelyFaint = -7;

/** A colour, one value a channel. */
export type Colour = Float32Array;

/** Noise over the canvas, a value a pixel, times a strength. */
interface Grain {
  readonly strength: number;
  readonly noise: Float32Array;
}

/** How a thing looks besides its colour: lighter towards the light, the more the further `reach`; grained, and darker at its edge. */
export interface Surface {
  readonly light: readonly [across: number, down: number];
  readonly reach: number;
  readonly grain: Grain;
}

/** 0 … 1, one half at 0. */
function sigmoid(value: number): number {
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
    for (let at = 0; at < this.#pixels.length; at++) this.#pixels[at] = this.first[at % channels] as number;
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

  /** Noise of this strength over the canvas. */
  grain(strength: number): Grain {
    const noise = standardized(octaves(this.height, this.width, between(this.random, 0.4, 1), this.random));
    return { strength, noise };
  }

  /** Lays a colour below a line that may be tilted and soft; then adds grain there. */
  horizon(colour: Colour, line: number, tilt: number, softness: number, grain: Grain | undefined): void {
    const { height, width } = this;
    for (let row = 0, pixel = 0; row < height; row++) {
      for (let column = 0; column < width; column++, pixel++) {
        const share = sigmoid((row + 0.5 - line - tilt * (column + 0.5 - width / 2)) / softness);
        if (share < leastShare) continue;
        const extra = grain === undefined ? 0 : share * grainAt(grain, pixel);
        this.#blend(pixel, share, colour, 1, 0, 0, extra);
      }
    }
  }

  /** Lays a colour over a shape with soft edges. */
  fill(shape: Shape, colour: Colour, surface?: Surface): void {
    const least = this.scaled(0.7);
    const { halfWidth, halfHeight } = shape;
    const depthAt = depth({
      ...shape,
      halfWidth: Math.max(halfWidth, least),
      halfHeight: Math.max(halfHeight, least),
    });
    const steep = (sharpness * standardSide) / this.side;
    const dark = this.scaled(1.2);
    for (let row = 0, pixel = 0; row < this.height; row++) {
      for (let column = 0; column < this.width; column++, pixel++) {
        const [x, y] = [column + 0.5, row + 0.5];
        const inside = depthAt(x, y);
        if (steep * inside < surelyFaint) continue;
        const share = sigmoid(steep * inside);
        if (share < leastShare) continue;
        let [shade, lighter, darker] = [1, 0, 0];
        if (surface !== undefined) {
          const { light, reach, grain } = surface;
          const toLight = (-0.25 * ((x - shape.x) * light[0] + (y - shape.y) * light[1])) / reach;
          shade += Math.min(0.6, Math.max(-0.6, toLight));
          lighter = grainAt(grain, pixel);
          darker = 0.12 * Math.exp(-Math.max(0, inside) / dark);
        }
        this.#blend(pixel, share, colour, shade, lighter, darker, 0);
      }
    }
  }

  /** Adds grain everywhere. */
  add(grain: Grain): void {
    for (let at = 0; at < this.#pixels.length; at++) {
      const before = this.#pixels[at] as number;
      // As #blend rounds it, to the same bits.
      const paint = before + grainAt(grain, Math.floor(at / this.#channels));
      this.#pixels[at] = before + (paint - before);
    }
  }

  /** Brings a pixel nearer to a colour, shaded, lightened and darkened, by this share of the way; then adds `extra`. */
  #blend(
    pixel: number,
    share: number,
    colour: Colour,
    shade: number,
    lighter: number,
    darker: number,
    extra: number,
  ): void {
    const channels = this.#channels;
    for (let channel = 0; channel < channels; channel++) {
      const at = pixel * channels + channel;
      const before = this.#pixels[at] as number;
      const paint = (colour[channel] as number) * shade + lighter - darker;
      this.#pixels[at] = before + share * (paint - before) + extra;
    }
  }

  /** The picture: blurred by a lens that takes `blur` of every pixel from its neighbours, exposed, with a sensor's noise. */
  developed(blur: number): Float32Array {
    const exposure = Math.exp(0.25 * this.normal());
    const noise = this.random.normals(this.#pixels.length);
    const seen = blur === 0 ? this.#pixels : this.#blurred(blur);
    const out = new Float32Array(seen.length);
    for (let at = 0; at < out.length; at++) {
      const value = clamp(seen[at] as number);
      const grain = 0.012 * (noise[at] as number);
      // Quicker than a power, and as good wherever both ends round to the same float32.
      const nearly = Math.exp(exposure * Math.log(value)) + grain;
      const isSure = Math.fround(nearly - 1e-12) === Math.fround(nearly + 1e-12);
      out[at] = clamp(isSure ? nearly : value ** exposure + grain);
    }
    return out;
  }

  #blurred(blur: number): Float32Array {
    /** Mixes each value with those `step` before and after it, which at both ends are itself, on lines of `length`. */
    const mixed = (from: Float32Array, step: number, length: number) => {
      const out = new Float32Array(from.length);
      for (let at = 0; at < out.length; at++) {
        const place = Math.floor(at / step) % length;
        const before = from[place === 0 ? at : at - step] as number;
        const after = from[place === length - 1 ? at : at + step] as number;
        out[at] = (1 - blur) * (from[at] as number) + (blur / 2) * (before + after);
      }
      return out;
    };
    const channels = this.#channels;
    return mixed(mixed(this.#pixels, this.width * channels, this.height), channels, this.width);
  }
}

function grainAt({ strength, noise }: Grain, pixel: number): number {
  return strength * (noise[pixel] as number);
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
