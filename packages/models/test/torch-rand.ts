/** The float32 stream of `torch.manual_seed(seed); torch.rand(…)`: MT19937, the low 24 bits of each draw. */
export function torchRand(seed: number): () => number {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) {
    const previous = state[i - 1] as number;
    state[i] = Math.imul(previous ^ (previous >>> 30), 1812433253) + i;
  }
  let next = 624;
  return () => {
    if (next === 624) {
      twist(state);
      next = 0;
    }
    let y = state[next++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return (y & 0xffffff) / 2 ** 24;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < 624; i++) {
    const y = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % 624] as number) & 0x7fffffff);
    state[i] = (state[(i + 397) % 624] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}
