import type { LayersModel } from '@tensorflow/tfjs-layers';
import { SeededDropout } from './layers/seeded-dropout';
import { loadStateDict } from './state-dict/load-state-dict';
import { stateDict } from './state-dict/state-dict';
import type { StateDict } from './state-dict/state-tensor';

/**
 * Draws the weights of every convolution and linear layer as `torch.nn.Conv2d` and `torch.nn.Linear` do:
 * U(−1/√fanIn, 1/√fanIn), in PyTorch's order of modules, weight before bias, output channel slowest. Batch
 * normalisations keep their ones and zeros. Dropout layers are seeded last, one draw each, so that they shift no weight.
 */
export function initializeLikeTorch(model: LayersModel, random: () => number): void {
  loadStateDict(model, drawn(stateDict(model), random));
  for (const layer of model.layers) {
    if (layer instanceof SeededDropout) layer.seed(random());
  }
}

function drawn(state: StateDict, random: () => number): StateDict {
  const initial = new Map(state);
  for (const [name, { shape, data }] of state) {
    const [, ...inputs] = shape;
    if (inputs.length === 0) continue; // A bias, drawn with its weight, or a vector of a batch normalisation.
    const bound = 1 / Math.sqrt(inputs.reduce((product, size) => product * size));
    const draw = ({ length }: Float32Array) => Float32Array.from({ length }, () => uniform(random(), bound));

    initial.set(name, { shape, data: draw(data) });
    const biasName = name.replace(/weight$/, 'bias');
    const bias = state.get(biasName);
    if (bias !== undefined) initial.set(biasName, { ...bias, data: draw(bias.data) });
  }
  return initial;
}

/**
 * PyTorch's `uniform_(-bound, bound)` in float32. The addition is fused with the multiplication, one rounding for
 * both, as PyTorch's kernels do on every processor with AVX2: the product of two float32 is exact in JavaScript's numbers.
 */
function uniform(draw: number, bound: number): number {
  const to = Math.fround(bound);
  return Math.fround(draw * 2 * to - to);
}
