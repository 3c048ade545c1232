import { arrayDataset, newClasses, type Scenario } from '@exmodel/benchmarks';

const side = 32;
const classCount = 4;

/** Grey images, each with one bright band; its class says in which quarter. */
function bands(perClass: number, seed: number) {
  const labels = Array.from({ length: classCount * perClass }, (_, i) => i % classCount);
  const pixels = new Uint8Array(labels.length * side * side);
  for (const [i, label] of labels.entries()) {
    const top = (label * side) / classCount + ((i * 5 + seed) % 8);
    for (let row = 0; row < side; row++) {
      const value = row === top ? 255 : (i * 31 + row * 17) % 64;
      pixels.fill(value, (i * side + row) * side, (i * side + row + 1) * side);
    }
  }
  return arrayDataset({ name: 'bands', shape: [side, side, 1], classCount, labels, pixels });
}

/** A scenario: the four classes of bands, in a random order, in two experiences. */
export const splitBands: Scenario = {
  ...newClasses(
    {
      dataset: 'own',
      auxiliaryDataset: 'mnist',
      shape: [side, side, 1],
      classCount,
      invariances: [{ change: 'horizontal-flip' }],
      normalization: { mean: [0.15], std: [0.2] },
      load: async () => ({ train: bands(80, 0), test: bands(20, 3) }),
    },
    { name: 'split_bands', experienceCount: 2 },
  ),
  // Its images have one size only.
  resizable: false,
};
