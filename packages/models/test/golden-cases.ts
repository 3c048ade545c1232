import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, type ModelAndWeightsConfig, models } from '@tensorflow/tfjs-layers';
import { createModel, loadStateDict, type StateDict, stateDict } from '../src/index';
import lite0 from './fixtures/efficientnet-lite0.json';
import lenet from './fixtures/lenet5.json';
import mobilenet from './fixtures/mobilenet_v2.json';
import resnet18 from './fixtures/resnet18.json';
import simpleCnn from './fixtures/simple-cnn.json';
import simpleMlp from './fixtures/simple-mlp.json';
import slimResnet from './fixtures/slim-resnet.json';
import smallNetworks from './fixtures/small-networks.json';
import torchvision from './fixtures/torchvision.json';
import { fromChannelsFirst, ruleImages, ruleWeights } from './rule';
import { torchRand } from './torch-rand';

/** What PyTorch computed in float64. */
interface Expected {
  logits: { data: number[] };
  loss: number;
  grad_norms: Record<string, number>;
  /** Σ g[i] · sin(i) over each gradient in PyTorch's order: where a norm tells the length, this tells the direction. */
  grad_projections?: Record<string, number>;
  input_gradient_norm?: number;
  input_gradient_first64?: number[];
  running_after?: Record<string, { data: number[] }>;
  running_norms_after?: Record<string, number>;
}

interface Golden {
  keys: Record<string, number[]>;
  params: number;
  input_shape: number[];
}

export interface GoldenCase {
  readonly name: string;
  readonly training: boolean;
  readonly golden: Golden;
  readonly expected: Expected;
  model(): Promise<LayersModel>;
  images(): tf.Tensor4D;
}

interface RuleCaseOptions {
  readonly amplitude: number;
  readonly training?: boolean;
}

/** From the weights and images of the golden files' rule, without dropout. */
function ruleCase(
  name: string,
  golden: Golden,
  expected: Expected,
  { amplitude, training = false }: RuleCaseOptions,
): GoldenCase {
  return {
    name,
    training,
    golden,
    expected,
    model: () => withoutDropout(build(name, golden), ruleWeights(golden.keys, amplitude)),
    images: () => ruleImages(golden.input_shape),
  };
}

interface SeededCaseOptions {
  readonly seed: number;
  readonly imageSeed: number;
  /** Batch normalisations that keep clear of every bend. */
  readonly clear?: { readonly weight: number; readonly bias: readonly number[] };
}

/** A step from torch's initial weights, or from those that keep clear of every bend. */
function seededCase(
  name: string,
  golden: Golden,
  expected: Expected,
  { seed, imageSeed, clear }: SeededCaseOptions,
): GoldenCase {
  return {
    name: clear === undefined ? name : `${name}, clear of every bend,`,
    training: true,
    golden,
    expected,
    async model() {
      const model = build(name, golden, torchRand(seed));
      const initial = await stateDict(model);
      return withoutDropout(model, clear === undefined ? initial : clearOfBends(initial, clear));
    },
    images() {
      const data = new Float32Array(tf.util.sizeFromShape(golden.input_shape));
      const random = torchRand(imageSeed);
      for (let i = 0; i < data.length; i++) data[i] = random();
      return fromChannelsFirst(data, golden.input_shape);
    },
  };
}

/** What `torchvision-golden.py` does. */
function torchvisionCase(name: keyof typeof torchvision.models, step: 'train' | 'clear'): GoldenCase {
  const { seed, image_seeds, clear, models } = torchvision;
  return seededCase(name, models[name], models[name][step], {
    ...{ seed, imageSeed: image_seeds[step] },
    ...(step === 'clear' && { clear }),
  });
}

/** Scales and offsets of batch normalisations that keep what ReLUs are given far from 0, and from 6. */
function clearOfBends(
  state: StateDict,
  { weight, bias }: NonNullable<SeededCaseOptions['clear']>,
): StateDict {
  return new Map(
    [...state].map(([name, { shape, data }]) => {
      const [, module, kind] = /^(.+)\.(weight|bias)$/.exec(name) ?? [];
      const normalises = state.has(`${module}.running_var`);
      if (normalises && kind === 'weight') return [name, { shape, data: data.map(() => weight) }];
      if (normalises) return [name, { shape, data: data.map((_, c) => bias[c % bias.length] as number) }];
      return [name, { shape, data }];
    }),
  );
}

function build(name: string, { keys, input_shape }: Golden, random = () => 0): LayersModel {
  const [, channels, height, width] = input_shape as [number, number, number, number];
  const [classes] = Object.values(keys).at(-1) as [number];
  return createModel(name, { inputShape: [height, width, channels], classes, random });
}

async function withoutDropout(model: LayersModel, weights: StateDict): Promise<LayersModel> {
  const topology = JSON.stringify(model.toJSON(null, false)).replaceAll(/"rate":[\d.]+/g, '"rate":0');
  const modelTopology: ModelAndWeightsConfig['modelTopology'] = JSON.parse(topology);
  const copy = await models.modelFromJSON({ modelTopology });
  loadStateDict(copy, weights);
  model.dispose();
  return copy;
}

const lenetExpected: Expected = { ...lenet.float64, logits: lenet.float64.eval_logits };

/** A frozen backbone computes in training as in inference, and only the classifier has gradients. */
const trainedPart = Object.entries(mobilenet.keys).filter(([name]) => name.startsWith('classifier'));
const frozenMobilenet = {
  ...mobilenet,
  params: trainedPart.reduce((sum, [, shape]) => sum + tf.util.sizeFromShape(shape), 0),
};
const frozenExpected: Expected = {
  ...mobilenet.float64.eval,
  grad_norms: Object.fromEntries(
    Object.entries(mobilenet.float64.eval.grad_norms).filter(([name]) => name.startsWith('classifier')),
  ),
};

export const smallCases: readonly GoldenCase[] = [
  ruleCase('lenet', lenet, lenetExpected, { amplitude: 0.1 }),
  ruleCase('simple_mlp', simpleMlp, simpleMlp.float64.eval, { amplitude: 0.1 }),
  ruleCase('simple_cnn', simpleCnn, simpleCnn.float64.eval, { amplitude: 0.1 }),
  ruleCase('resnet', slimResnet, slimResnet.float64.eval_small, { amplitude: 0.03 }),
];

export const largeCases: readonly GoldenCase[] = [
  ruleCase('resnet_pretrained', resnet18, resnet18.float64.eval, { amplitude: resnet18.amp }),
  ruleCase('mobilenet_pretrained', mobilenet, mobilenet.float64.eval, { amplitude: mobilenet.amp }),
  ruleCase('mobilenet_imnet_fixed', frozenMobilenet, frozenExpected, {
    amplitude: mobilenet.amp,
    training: true,
  }),
];

/** The ResNets for CIFAR, and the networks of tutorials. */
export const smallNetworkCases = (
  [
    'lenet_relu',
    'lenet_tanh',
    'lenet_sigmoid',
    'mnist_cnn',
    'mnist_cnn_small',
    'quickstart_mlp',
    'resnet20',
    'cifar_resnet20',
  ] as const
).map((name) => {
  const golden = smallNetworks.models[name];
  return ruleCase(name, golden, golden.float64, { amplitude: golden.amp });
});

/** On images whose sides are no multiples of 32, so that TensorFlow's padding is even here and odd there. */
export const lite0Case = ruleCase('efficientnet_lite0', lite0, lite0.float64.eval, { amplitude: lite0.amp });

/**
 * Those in which batch normalisations take the statistics of the batch. Of the values before their ReLUs a few are so near
 * to zero that rounding decides the side, and each of those moves gradients by a percent.
 */
export const trainingCases: readonly GoldenCase[] = [
  ruleCase('resnet', slimResnet, slimResnet.float64.train, { amplitude: 0.1, training: true }),
  torchvisionCase('resnet_pretrained', 'train'),
  torchvisionCase('mobilenet_pretrained', 'train'),
];

/** Training in which no value is near to where a ReLU bends, and no window of a pool has two maxima: rounding decides nothing. */
export const clearResnetCase = torchvisionCase('resnet_pretrained', 'clear');
export const clearMobilenetCase = torchvisionCase('mobilenet_pretrained', 'clear');
export const clearLite0Case = seededCase(
  'efficientnet_lite0',
  { ...lite0, input_shape: lite0.clear.input_shape },
  lite0.clear.step,
  { seed: lite0.seed, imageSeed: lite0.clear.image_seed, clear: lite0.clear },
);
