import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { Random } from '../random';
import { trainedSubspace } from './trained-subspace';

/** A kernel after training: `kept`·initial + `rank` outer products of inputs and errors. */
function trained(seed: number, { inputs = 30, outputs = 12, rank = 12, kept = 0.7 } = {}) {
  const random = Random.seeded(seed);
  const initial = random.normals(inputs * outputs).map((value) => value / 6);
  const seen = Array.from({ length: rank }, () => random.normals(inputs));
  const errors = Array.from({ length: rank }, () => random.normals(outputs));
  const kernel = initial.map((value, at) => {
    const [input, output] = [Math.floor(at / outputs), at % outputs];
    const change = seen.reduce(
      (sum, x, k) => sum + (x[input] as number) * (errors[k]?.[output] as number),
      0,
    );
    return kept * value + change / 10;
  });
  return { initial, kernel, inputs, outputs, seen };
}

/** The share of the input's energy outside of the basis. */
function outside(x: Float32Array, { basis, rank }: { basis: Float32Array; rank: number }): number {
  let inside = 0;
  for (let k = 0; k < rank; k++) {
    const along = x.reduce((sum, value, i) => sum + value * (basis[i * rank + k] as number), 0);
    inside += along * along;
  }
  return 1 - inside / x.reduce((sum, value) => sum + value * value, 0);
}

test.prop([fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0.05, max: 1, noNaN: true })], {
  numRuns: 20,
  seed: 1,
})(
  'finds what weight decay left of the initial weights where training was of low rank, to 1e-3',
  async (seed, kept) => {
    const { kernel, initial, inputs, outputs } = trained(seed, { kept, rank: 6 });
    const found = await trainedSubspace(kernel, initial, inputs, outputs);
    expect(Math.abs(found.kept - kept)).toBeLessThan(1e-3);
  },
);

test.prop([fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0.05, max: 1.45, noNaN: true })], {
  numRuns: 20,
  seed: 1,
})('finds more than all of it, where it may be more, and at most all of it where not', async (seed, kept) => {
  const { kernel, initial, inputs, outputs } = trained(seed, { kept, rank: 6 });
  const found = await trainedSubspace(kernel, initial, inputs, outputs, { mostKept: 1.5 });
  expect(Math.abs(found.kept - kept)).toBeLessThan(1e-3);
  const bounded = await trainedSubspace(kernel, initial, inputs, outputs);
  expect(Math.abs(bounded.kept - Math.min(kept, 1))).toBeLessThan(1e-3);
});

test.prop([fc.integer({ min: 0, max: 1e6 })], { numRuns: 20, seed: 1 })(
  'inputs that were trained on lie in the subspace, others mostly outside',
  async (seed) => {
    const { kernel, initial, inputs, outputs, seen } = trained(seed, { rank: 6 });
    const subspace = await trainedSubspace(kernel, initial, inputs, outputs);
    for (const x of seen) expect(outside(x, subspace)).toBeLessThan(0.01);
    const strangers = Array.from({ length: 50 }, (_, i) =>
      outside(Random.seeded(seed, i).normals(inputs), subspace),
    );
    expect(strangers.reduce((a, b) => a + b) / 50).toBeGreaterThan(0.4);
  },
);

it('the basis is orthonormal to 1e-6', async () => {
  const { kernel, initial, inputs, outputs } = trained(3);
  const { basis, rank } = await trainedSubspace(kernel, initial, inputs, outputs);
  expect(rank).toBe(12);
  for (let a = 0; a < rank; a++) {
    for (let b = 0; b <= a; b++) {
      let dot = 0;
      for (let i = 0; i < inputs; i++)
        dot += (basis[i * rank + a] as number) * (basis[i * rank + b] as number);
      expect(dot).toBeCloseTo(a === b ? 1 : 0, 6);
    }
  }
});
