import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@exmodel/distill';
import { io, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as layersModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';

export interface TeachableOptions {
  /** Side of the images. */
  readonly size: number;
  /** How wide the MobileNetV2 is; Teachable Machine's is 0.35. */
  readonly alpha: number;
  /** Stages of the MobileNetV2, of seven. */
  readonly stages?: number;
  /** Channels of its last convolution; Teachable Machine's has 1280. */
  readonly features?: number;
  /** Units of the hidden layer; Teachable Machine's has 100. */
  readonly units?: number;
  readonly classes: number;
  /** Seeds of the weights: of the MobileNetV2, and of the two layers behind it. */
  readonly trunkSeed: number;
  readonly headSeed: number;
}

/** Stages of MobileNetV2 (arXiv 1801.04381): expansion, channels, blocks, stride. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * A model of the form in which Teachable Machine exports its image models: Keras's MobileNetV2 with a global pool in one
 * `Sequential`, two dense layers in another, and both in a third. Its weights are drawn.
 */
export function teachableMachine(options: TeachableOptions): LayersModel {
  const { classes, units = 100, features = 1280, trunkSeed, headSeed } = options;
  const trunk = sequential();
  trunk.add(mobileNetV2(options));
  trunk.add(layers.globalAveragePooling2d({ name: 'global_average_pooling2d' }));
  draw(trunk, trunkSeed);
  const head = sequential();
  head.add(layers.dense({ name: 'dense_Dense1', inputShape: [features], units, activation: 'relu' }));
  head.add(layers.dense({ name: 'dense_Dense2', units: classes, useBias: false, activation: 'softmax' }));
  draw(head, headSeed);
  const whole = sequential();
  whole.add(trunk);
  whole.add(head);
  return whole;
}

function mobileNetV2({ size, alpha, stages: count = 7, features = 1280 }: TeachableOptions): LayersModel {
  const image = input({ shape: [size, size, 3], name: 'input_1' });
  const apply = (layer: layers.Layer, x: SymbolicTensor | SymbolicTensor[]) =>
    layer.apply(x) as SymbolicTensor;
  const normalized = (x: SymbolicTensor, name: string) =>
    apply(layers.batchNormalization({ name, epsilon: 1e-3, momentum: 0.999 }), x);
  const relu6 = (x: SymbolicTensor, name: string) => apply(layers.reLU({ name, maxValue: 6 }), x);
  const conv = (x: SymbolicTensor, name: string, filters: number) =>
    apply(layers.conv2d({ name, filters, kernelSize: 1, useBias: false, padding: 'same' }), x);
  const padded = (x: SymbolicTensor, name: string) =>
    apply(
      layers.zeroPadding2d({
        name,
        padding: [
          [0, 1],
          [0, 1],
        ],
      }),
      x,
    );

  const first = layers.conv2d({
    name: 'Conv1',
    filters: eighths(32 * alpha),
    kernelSize: 3,
    strides: 2,
    useBias: false,
  });
  let x = apply(first, padded(image, 'Conv1_pad'));
  x = relu6(normalized(x, 'bn_Conv1'), 'Conv1_relu');
  let block = 0;
  for (const [expansion, width, blocks, firstStride] of stages.slice(0, count)) {
    const channels = eighths(width * alpha);
    for (let i = 0; i < blocks; i++) {
      const stride = i === 0 ? firstStride : 1;
      const before = x;
      const prefix = block === 0 ? 'expanded_conv_' : `block_${block}_`;
      if (expansion > 1) {
        x = conv(x, `${prefix}expand`, expansion * (x.shape.at(-1) as number));
        x = relu6(normalized(x, `${prefix}expand_BN`), `${prefix}expand_relu`);
      }
      if (stride === 2) x = padded(x, `${prefix}pad`);
      const padding = stride === 2 ? 'valid' : 'same';
      const depthwise = layers.depthwiseConv2d({
        name: `${prefix}depthwise`,
        kernelSize: 3,
        strides: stride,
        padding,
        useBias: false,
      });
      x = relu6(normalized(apply(depthwise, x), `${prefix}depthwise_BN`), `${prefix}depthwise_relu`);
      x = normalized(conv(x, `${prefix}project`, channels), `${prefix}project_BN`);
      if (stride === 1 && before.shape.at(-1) === channels) {
        x = apply(layers.add({ name: `${prefix}add` }), [before, x]);
      }
      block++;
    }
  }
  x = relu6(normalized(conv(x, 'Conv_1', features), 'Conv_1_bn'), 'out_relu');
  return layersModel({ inputs: image, outputs: x, name: 'model1' });
}

/** Keras's rounding of channels to a multiple of eight. */
function eighths(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}

/** He's initialisation, of a variance that keeps activations in range; batch norm's statistics are those of N(0, 1). */
function draw(model: LayersModel, seed: number): void {
  const random = Random.seeded(seed, 'teachable');
  tidy(() => {
    const drawn = model.weights.map((weight): Tensor => {
      const shape = weight.shape as number[];
      if (shape.length < 2) return weight.read() as Tensor;
      const isDepthwise = weight.originalName.includes('depthwise');
      const fanIn = (isDepthwise ? shape.slice(0, 2) : shape.slice(0, -1)).reduce((a, b) => a * b, 1);
      const size = shape.reduce((a, b) => a * b, 1);
      const scale = Math.sqrt(2 / fanIn);
      return tensor(
        random.normals(size).map((value) => scale * value),
        shape,
      );
    });
    model.setWeights(drawn);
  });
}

/** Writes it as Teachable Machine's "Tensorflow.js, download" does, unpacked. */
export async function writeTeachableMachine(
  folder: string,
  model: LayersModel,
  labels: readonly string[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const imageSize = model.inputs[0]?.shape[1];
  await model.save(
    io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      writeFileSync(join(folder, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
      writeFileSync(join(folder, 'weights.bin'), new Uint8Array(io.CompositeArrayBuffer.join(weightData)));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const metadata = {
    ...{ tfjsVersion: '1.7.4', tmVersion: '2.4.14', packageVersion: '0.8.4-alpha2' },
    ...{ packageName: '@teachablemachine/image', timeStamp: '2026-01-01T00:00:00.000Z', userMetadata: {} },
    ...{ modelName: 'tm-my-image-model', labels, imageSize },
  };
  writeFileSync(join(folder, 'metadata.json'), JSON.stringify(metadata));
}
