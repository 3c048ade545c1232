import { fnv1a } from './fnv1a';
import { requireCount, requirePositive, requireSeed } from './option-ranges';
import type { Stateful } from './state';
import { Xoroshiro } from './xoroshiro';

/** A generator's state as plain numbers. */
export type RandomState = readonly number[];

/**
 * The source of every random draw in this package: seeded and saveable (xoroshiro128+). Uniforms,
 * integers and permutations are the same bits on every machine. Normals and Dirichlet samples go through
 * the JavaScript engine's Math.log, cos, sin and exp, whose last bit ECMAScript leaves open: the same on
 * one engine, and almost always on another.
 */
export class Random implements Stateful<RandomState> {
  #generator: Xoroshiro;

  private constructor(generator: Xoroshiro) {
    this.#generator = generator;
  }

  /**
   * A generator for one purpose: `Random.seeded(1234, 'synthesis', 0)` and
   * `Random.seeded(1234, 'synthesis', 1)` share no draws.
   *
   * @throws RangeError unless the seed is a whole number
   */
  static seeded(seed: number, ...purpose: readonly (string | number)[]): Random {
    requireSeed(seed);
    const start = hash([seed, ...purpose].join('/'));
    return new Random(new Xoroshiro([-1, ~start, start, 0]));
  }

  state(): RandomState {
    return this.#generator.state();
  }

  /** In place, so that whoever shares this generator goes on from there too. */
  restore(state: RandomState): void {
    this.#generator = new Xoroshiro(state);
  }

  /** Uniform in [0, 1), a multiple of 2⁻²⁴ (exact in float32). */
  uniform(): number {
    return (this.#generator.next() >>> 8) / 0x1000000;
  }

  /**
   * A whole number, uniform in [0, limit), limit ≤ 2²⁴.
   *
   * @throws RangeError unless the limit is a whole number ≥ 1
   */
  integer(limit: number): number {
    requireCount('limit', limit);
    return Math.floor(this.uniform() * limit);
  }

  /** `count` values from N(0, 1), by Box and Muller's transform. */
  normals(count: number): Float32Array {
    const out = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      out[i] = radius * Math.cos(angle);
      if (i + 1 < count) out[i + 1] = radius * Math.sin(angle);
    }
    return out;
  }

  /** A uniformly random order of 0 … count−1 (Fisher and Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = order[i] as number;
      order[i] = order[j] as number;
      order[j] = held;
    }
    return order;
  }

  /**
   * One sample of Dirichlet(concentration), concentrations > 0. Drawn in the log domain, so that
   * concentrations as small as 1e-4, whose gamma variates underflow, still give a distribution.
   *
   * @throws RangeError for a concentration that is not finite and above 0: it has no sample
   */
  dirichlet(concentration: ArrayLike<number>): Float32Array {
    for (const alpha of Array.from(concentration)) requirePositive('a concentration of', alpha);
    const logs = Float64Array.from(concentration, (alpha) => this.#logGamma(alpha));
    const top = Math.max(...logs);
    const shares = logs.map((log) => Math.exp(log - top));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return Float32Array.from(shares, (share) => share / total);
  }

  /** Logarithm of a Gamma(alpha, 1) variate: Marsaglia and Tsang 2000, with their boost below 1. */
  #logGamma(alpha: number): number {
    if (alpha < 1) return this.#logGamma(alpha + 1) + Math.log(1 - this.uniform()) / alpha;
    const d = alpha - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normals(1)[0] as number;
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return Math.log(d) + Math.log(v);
      }
    }
  }
}

/** FNV-1a with a final avalanche, so that near purposes give far seeds. */
function hash(text: string): number {
  let h = fnv1a(Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)));
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
