import type { StateDict } from '@exmodel/models';

/** Names of four classes of 8 × 8 images: which band of two rows is bright. */
export const bands = ['top', 'upper', 'lower', 'bottom'] as const;

/** Hidden units of the perceptrons, unless a test wants another number. */
export const hiddenSize = 32;

/**
 * A perceptron, made by hand, that knows some of the bands: each hidden unit sums the pixels of one band, and an output
 * speaks for its own band and against the others that the expert knows. No training, no chance.
 *
 * @param outputs the band of each output; undefined for one that never speaks
 */
export function bandExpert(outputs: readonly (number | undefined)[], units = hiddenSize): StateDict {
  const hidden = new Float32Array(units * 64);
  const classifier = new Float32Array(outputs.length * units);
  for (let unit = 0; unit < units; unit++) {
    const band = unit % 4;
    hidden.fill(1 / 16, unit * 64 + band * 16, unit * 64 + band * 16 + 16);
    for (const [output, own] of outputs.entries()) {
      const knows = own === undefined || outputs.includes(band);
      classifier[output * units + unit] = own === band ? 0.5 : knows ? -0.5 : 0;
    }
  }
  return new Map([
    ['features.0.weight', { shape: [units, 64], data: hidden }],
    ['features.0.bias', { shape: [units], data: new Float32Array(units) }],
    ['classifier.weight', { shape: [outputs.length, units], data: classifier }],
    ['classifier.bias', { shape: [outputs.length], data: new Float32Array(outputs.length) }],
  ]);
}

/** Pixels in 0 … 1 of image `index`, whose band is `index % 4`: bright on a speckled ground. */
export function bandPixels(index: number): Float32Array {
  return Float32Array.from({ length: 64 }, (_, pixel) => {
    const speckle = ((index * 64 + pixel) * 2654435761) % 2 ** 32;
    return (Math.floor(pixel / 16) === index % 4 ? 0.7 : 0) + (0.3 * speckle) / 2 ** 32;
  });
}

/** The same expert as a frozen graph, as TensorFlow.js's converter writes it: the files of a folder. */
export function bandGraph(outputs: readonly (number | undefined)[]): Map<string, Uint8Array> {
  const weights = bandExpert(outputs);
  const [hidden, classifier] = ['features.0.weight', 'classifier.weight'].map((name) => weights.get(name));
  const float = { type: 'DT_FLOAT' };
  const product = (name: string, input: string, matrix: string) => ({
    name,
    op: 'MatMul',
    input: [input, matrix],
    attr: { T: float, transpose_a: { b: false }, transpose_b: { b: true } },
  });
  const dim = [-1, 8, 8, 1].map((size) => ({ size: String(size) }));
  const node = [
    { name: 'images', op: 'Placeholder', attr: { dtype: float, shape: { shape: { dim } } } },
    { name: 'shape', op: 'Const', attr: { dtype: { type: 'DT_INT32' } } },
    ...['hidden', 'classifier'].map((name) => ({ name, op: 'Const', attr: { dtype: float } })),
    { name: 'flat', op: 'Reshape', input: ['images', 'shape'], attr: { T: float } },
    product('sums', 'flat', 'hidden'),
    { name: 'relu', op: 'Relu', input: ['sums'], attr: { T: float } },
    product('logits', 'relu', 'classifier'),
  ];
  const manifest = {
    paths: ['weights.bin'],
    weights: [
      { name: 'shape', shape: [2], dtype: 'int32' },
      { name: 'hidden', shape: hidden?.shape, dtype: 'float32' },
      { name: 'classifier', shape: classifier?.shape, dtype: 'float32' },
    ],
  };
  const model = { format: 'graph-model', modelTopology: { node, versions: {} }, weightsManifest: [manifest] };
  const values = [Int32Array.of(-1, 64), hidden?.data, classifier?.data];
  const data = Buffer.concat(values.map((array) => Buffer.from(array?.buffer ?? new ArrayBuffer())));
  return new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(model))],
    ['weights.bin', new Uint8Array(data)],
  ]);
}
