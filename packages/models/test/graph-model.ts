const text = (value: string) => ({ s: btoa(value) });
const list = (...values: number[]) => ({ list: { i: values.map(String) } });
const float = { type: 'DT_FLOAT' };
const fused = (...ops: string[]) => ({ fused_ops: { list: { s: ops.map(btoa) } }, num_args: { i: '1' } });

const weights: [name: string, shape: number[], dtype: 'float32' | 'int32', values: number[]][] = [
  ['conv/kernel', [3, 3, 1, 4], 'float32', Array.from({ length: 36 }, (_, i) => Math.sin(i))],
  ['conv/bias', [4], 'float32', [0.5, 0.5, 0.25, 1]],
  ['mean/axes', [2], 'int32', [1, 2]],
  ['dense/kernel', [4, 3], 'float32', Array.from({ length: 12 }, (_, i) => Math.cos(i))],
  ['dense/bias', [3], 'float32', [0, 1, -1]],
];

/**
 * A frozen graph as tfjs's converter writes it, its operations fused: images [batch, 8, 8, 1] → 3×3 convolution, ReLU, mean
 * over the image, linear → logits [batch, 3]. As the files of a folder.
 */
export function graphModelFiles(): Map<string, Uint8Array> {
  const node = [
    {
      name: 'images',
      op: 'Placeholder',
      attr: {
        dtype: float,
        shape: { shape: { dim: [-1, 8, 8, 1].map((size) => ({ size: String(size) })) } },
      },
    },
    ...weights.map(([name, , dtype]) => ({
      name,
      op: 'Const',
      attr: { dtype: dtype === 'int32' ? { type: 'DT_INT32' } : float },
    })),
    {
      name: 'conv',
      op: '_FusedConv2D',
      input: ['images', 'conv/kernel', 'conv/bias'],
      attr: {
        T: float,
        strides: list(1, 1, 1, 1),
        dilations: list(1, 1, 1, 1),
        padding: text('VALID'),
        data_format: text('NHWC'),
        ...fused('BiasAdd', 'Relu'),
      },
    },
    { name: 'mean', op: 'Mean', input: ['conv', 'mean/axes'], attr: { T: float, keep_dims: { b: false } } },
    {
      name: 'logits',
      op: '_FusedMatMul',
      input: ['mean', 'dense/kernel', 'dense/bias'],
      attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false }, ...fused('BiasAdd') },
    },
  ];
  const bytes = weights.map(([, , dtype, values]) =>
    Buffer.from((dtype === 'int32' ? Int32Array : Float32Array).from(values).buffer),
  );
  const data = Buffer.concat(bytes);
  const model = {
    format: 'graph-model',
    modelTopology: { node, library: {}, versions: { producer: 1 } },
    weightsManifest: [
      {
        paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'],
        weights: weights.map(([name, shape, dtype]) => ({ name, shape, dtype })),
      },
    ],
  };
  return new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(model))],
    ['group1-shard1of2.bin', new Uint8Array(data.subarray(0, 100))],
    ['group1-shard2of2.bin', new Uint8Array(data.subarray(100))],
  ]);
}

/** What it gives for one image, computed by hand. */
export function graphModelLogits(image: Float32Array): number[] {
  const [kernel, bias, , matrix, offset] = weights.map(([, , , values]) => values) as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  const means = bias.map((start, filter) => {
    let sum = 0;
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 6; x++) {
        let value = start;
        for (let i = 0; i < 9; i++) {
          const pixel = image[(y + Math.floor(i / 3)) * 8 + x + (i % 3)] as number;
          value += pixel * (kernel[i * 4 + filter] as number);
        }
        sum += Math.max(0, value);
      }
    }
    return sum / 36;
  });
  return offset.map((start, c) =>
    means.reduce((sum, mean, f) => sum + mean * (matrix[f * 3 + c] as number), start),
  );
}
