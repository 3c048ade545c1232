import type { StateTensor } from '../state-dict/state-tensor';

/** Tensors by PyTorch's names, in PyTorch's order. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * The weights and biases that `torch.nn.Conv2d` and `torch.nn.Linear` draw: U(−1/√fanIn, 1/√fanIn), in the order of
 * `shapes`, weight before bias, output channel slowest. Vectors without a weight of two or more axes (batch
 * normalisations) are not drawn, and not in the result.
 */
export function drawUniform(shapes: Shapes, random: () => number): Map<string, StateTensor> {
  const drawn = new Map<string, StateTensor>();
  for (const [name, shape] of shapes) {
    const [outputs = 0, ...inputs] = shape;
    if (inputs.length === 0) continue;
    const fanIn = inputs.reduce((product, size) => product * size);
    const bound = Math.fround(1 / Math.sqrt(fanIn));
    drawn.set(name, { shape, data: uniform(outputs * fanIn, bound, random) });
    const bias = name.replace(/weight$/, 'bias');
    if (shapes.has(bias)) drawn.set(bias, { shape: [outputs], data: uniform(outputs, bound, random) });
  }
  return drawn;
}

/**
 * PyTorch's `uniform_(-bound, bound)` in float32. The addition is fused with the multiplication, one rounding for
 * both, as PyTorch's kernels do on every processor with AVX2: the product of two float32 is exact in JavaScript's numbers.
 */
function uniform(length: number, bound: number, random: () => number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = random() * 2 * bound - bound;
  return values;
}
