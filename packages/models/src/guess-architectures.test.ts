import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fixture } from '../test/fixture';
import lite0 from '../test/fixtures/efficientnet-lite0.json';
import lenet5 from '../test/fixtures/lenet5.json';
import mobilenet from '../test/fixtures/mobilenet_v2.json';
import resnet18 from '../test/fixtures/resnet18.json';
import simpleCnn from '../test/fixtures/simple-cnn.json';
import simpleMlp from '../test/fixtures/simple-mlp.json';
import slimResnet from '../test/fixtures/slim-resnet.json';
import small from '../test/fixtures/small-networks.json';
import { createModel } from './create-model';
import { guessArchitectures, nearestArchitecture } from './guess-architectures';
import { modelInfo } from './model-info';
import { toArchitectureNames, toOwnNames } from './own-names';
import { readPytorch } from './pytorch/read-pytorch';
import { stateDict } from './state-dict/state-dict';

const torch: [string, Readonly<Record<string, readonly number[]>>, readonly string[]][] = [
  ['LeNet-5', lenet5.keys, ['lenet']],
  ['the MLP', simpleMlp.keys, ['simple_mlp']],
  ['the CNN', simpleCnn.keys, ['simple_cnn']],
  ['the slim ResNet', slimResnet.keys, ['resnet']],
  ['ResNet-18', resnet18.keys, ['resnet_pretrained']],
  ['MobileNetV2', mobilenet.keys, ['mobilenet_pretrained', 'mobilenet_imnet_fixed']],
  ['EfficientNet-Lite0', lite0.keys, ['efficientnet_lite0']],
  ["the tutorials' LeNet-5", small.models.lenet_relu.keys, ['lenet_relu', 'lenet_tanh']],
  ['the MNIST example', small.models.mnist_cnn.keys, ['mnist_cnn']],
  ['the older MNIST example', small.models.mnist_cnn_small.keys, ['mnist_cnn_small']],
  ['the quickstart', small.models.quickstart_mlp.keys, ['quickstart_mlp']],
  ['the LeNet-5 of Dive into Deep Learning', small.models.lenet_sigmoid.keys, ['lenet_sigmoid']],
  ['ResNet-20', small.models.resnet20.keys, ['resnet20']],
  ['ResNet-20 with projections', small.models.cifar_resnet20.keys, ['cifar_resnet20']],
];

test.each(torch)("PyTorch's own names and shapes of %s are recognised", (_, keys, names) => {
  const guesses = guessArchitectures(new Map(Object.entries(keys).map(([name, shape]) => [name, { shape }])));
  expect(guesses.map(({ name }) => name)).toEqual(names);
  const classes = Object.values(keys).at(-1)?.[0];
  for (const guess of guesses) {
    expect(guess).toMatchObject({ classes, inputShape: modelInfo(guess.name).inputShape });
    expect(guess.others).toEqual(
      names[0] === 'lenet_relu' ? names.filter((name) => name !== guess.name) : undefined,
    );
  }
});

test('heads, channels, hidden size and flattened sides are seen', async () => {
  const guess = async (name: string, options: Omit<Parameters<typeof createModel>[1], 'random'>) => {
    const model = createModel(name, { ...options, random: () => 0.5 });
    const guesses = guessArchitectures(await stateDict(model));
    model.dispose();
    return guesses;
  };
  const lenet = { inputShape: [32, 32, 3], classes: 2, heads: 5 } as const;
  expect(await guess('lenet', lenet)).toEqual([{ name: 'lenet', ...lenet }]);
  const mlp = { inputShape: [12, 12, 3], classes: 4, hiddenSize: 9 } as const;
  expect(await guess('simple_mlp', mlp)).toEqual([{ name: 'simple_mlp', ...mlp, showsSide: true }]);
  const tiny = { inputShape: [4, 4, 1], classes: 2, hiddenSize: 9 } as const;
  expect(await guess('simple_mlp', tiny)).toEqual([{ name: 'simple_mlp', ...tiny, showsSide: true }]);
  const grey = { inputShape: [28, 28, 1], classes: 3 } as const;
  expect(await guess('lenet_tanh', grey)).toEqual([
    { name: 'lenet_relu', ...grey, showsSide: true, others: ['lenet_tanh'] },
    { name: 'lenet_tanh', ...grey, showsSide: true, others: ['lenet_relu'] },
  ]);
  expect(await guess('mnist_cnn', { inputShape: [32, 32, 3], classes: 2 })).toMatchObject([
    { name: 'mnist_cnn', inputShape: [32, 32, 3], showsSide: true },
  ]);
  for (const name of ['lenet_sigmoid', 'mnist_cnn_small']) {
    const colour = { inputShape: [32, 32, 3], classes: 2 } as const;
    expect(await guess(name, colour)).toEqual([{ name, ...colour, showsSide: true }]);
  }
  const quickstart = { inputShape: [12, 12, 3], classes: 4, hiddenSize: 9 } as const;
  expect(await guess('quickstart_mlp', quickstart)).toEqual([
    { name: 'quickstart_mlp', ...quickstart, showsSide: true },
  ]);
  const lite0 = { inputShape: [32, 32, 3], classes: 2, heads: 2 } as const;
  expect(await guess('efficientnet_lite0', lite0)).toMatchObject([
    { name: 'efficientnet_lite0', classes: 2, heads: 2 },
  ]);
});

test("the reference's file is LeNet-5; a tensor more, less or of another shape is nothing that is known", () => {
  const { tensors } = readPytorch(fixture('lenet5.pth'));
  const names = (shapes: typeof tensors) => guessArchitectures(shapes).map(({ name }) => name);
  const before = memory().numTensors;
  expect(names(tensors)).toEqual(['lenet']);
  expect(names(new Map([...tensors].slice(1)))).toEqual([]);
  expect(names(new Map([...tensors, ['extra', { shape: [1], data: new Float32Array(1) }]]))).toEqual([]);
  expect(names(new Map([...tensors, ['ff.0.bias', { shape: [3], data: new Float32Array(3) }]]))).toEqual([]);
  expect(names(new Map())).toEqual([]);
  expect(memory().numTensors).toBe(before);
});

test('what wrappers put before every name is passed over and told', () => {
  const { tensors } = readPytorch(fixture('lenet5.pth'));
  const before = (prefix: string) => new Map([...tensors].map(([name, tensor]) => [prefix + name, tensor]));
  for (const prefix of ['model.', 'net.', 'backbone.', 'encoder.', 'module._orig_mod.model.']) {
    expect(guessArchitectures(before(prefix))).toMatchObject([{ name: 'lenet', prefix }]);
  }
  expect(guessArchitectures(tensors)[0]).not.toHaveProperty('prefix');
});

const shapesOf = (keys: Readonly<Record<string, readonly number[]>>) =>
  new Map(Object.entries(keys).map(([name, shape]) => [name, { shape }]));

/** A state dict of a class that calls its last linear layer otherwise, and holds the rest in a module of its own. */
const inOwnClass = (
  keys: Readonly<Record<string, readonly number[]>>,
  head: string,
  own: string,
  body = '',
) =>
  shapesOf(
    Object.fromEntries(
      Object.entries(keys).map(([name, shape]) => [
        name.startsWith(`${head}.`) ? own + name.slice(head.length) : body + name,
        shape,
      ]),
    ),
  );

test.each([
  ['ResNet-18 behind a dropout', resnet18.keys, 'resnet_pretrained', 'fc', 'fc.1', ''],
  ['ResNet-18 with a classifier', resnet18.keys, 'resnet_pretrained', 'fc', 'classifier.1', ''],
  ['ResNet-18 in a module', resnet18.keys, 'resnet_pretrained', 'fc', 'head', 'resnet.'],
  ['ResNet-18 in a wrapper’s module', resnet18.keys, 'resnet_pretrained', 'fc', 'classifier.1', 'backbone.'],
  ['MobileNetV2 without dropout', mobilenet.keys, 'mobilenet_pretrained', 'classifier.1', 'classifier', ''],
  ['MobileNetV2 in a module', mobilenet.keys, 'mobilenet_pretrained', 'classifier.1', 'fc.0', 'model.'],
  ['EfficientNet-Lite0', lite0.keys, 'efficientnet_lite0', '_fc', 'classifier.1', ''],
  ['a tutorial’s LeNet-5', small.models.lenet_relu.keys, 'lenet_relu', 'fc3', 'fc3.1', ''],
  ['ResNet-20', small.models.resnet20.keys, 'resnet20', 'linear', 'head.1', ''],
] as const)('the head of %s may have a name of its own', (_, keys, name, linear, head, body) => {
  const guess = guessArchitectures(inOwnClass(keys, linear, head, body)).find((each) => each.name === name);
  expect(guess).toMatchObject({ classes: Object.values(keys).at(-1)?.[0], own: { body, head } });
  expect(guess).not.toHaveProperty('prefix');
});

test('names of a class within a wrapper: the wrapper’s prefix is passed over, what the class has is kept', () => {
  const wrapped = inOwnClass(resnet18.keys, 'fc', 'module.head', 'module.backbone.');
  expect(guessArchitectures(wrapped)).toMatchObject([
    { name: 'resnet_pretrained', prefix: 'module.', own: { body: 'backbone.', head: 'head' } },
  ]);
  const [within] = guessArchitectures(inOwnClass(resnet18.keys, 'fc', 'backbone.fc.1', 'backbone.'));
  expect(within).toMatchObject({ prefix: 'backbone.', own: { body: '', head: 'fc.1' } });
});

test('names of a class become those of the architecture, and come back', () => {
  const { tensors } = readPytorch(fixture('lenet5.pth'));
  const [head, rest] = ['classifier.0.', 'net.features.'];
  const own = new Map(
    [...tensors].map(([name, tensor]) => [
      name.startsWith(head) ? `out.${name.slice(head.length)}` : rest + name,
      tensor,
    ]),
  );
  const wrapped = new Map([...own].map(([name, tensor]) => [`module.${name}`, tensor]));
  const [guess = { name: '' }] = guessArchitectures(wrapped);
  expect(guess).toMatchObject({ name: 'lenet', own: { body: rest, head: 'out' } });
  expect([...toArchitectureNames(wrapped, guess)]).toEqual([...tensors]);
  expect([...toOwnNames(tensors, guess)]).toEqual([...own]);
  expect(toOwnNames(tensors, { name: 'lenet' })).toBe(tensors);
});

test('a head of several layers, none, or one for other features is named', () => {
  const { 'fc.weight': weight, 'fc.bias': bias, ...body } = resnet18.keys;
  const near = (head: Readonly<Record<string, readonly number[]>>, before = '') =>
    nearestArchitecture(
      shapesOf({
        ...Object.fromEntries(Object.entries(body).map(([name, shape]) => [before + name, shape])),
        ...head,
      }),
    );
  const layers = { 'fc.0.weight': [256, 512], 'fc.0.bias': [256], 'fc.3.weight': [2, 256], 'fc.3.bias': [2] };
  for (const before of ['', 'resnet.'])
    expect(near(layers, before)).toMatchObject({ name: 'resnet_pretrained', head: Object.keys(layers) });
  expect(near({ 'fc.weight': weight })).toMatchObject({ head: ['fc.weight'], missing: ['fc.bias'] });
  const narrow = { 'fc.1.weight': [2, 100], 'fc.1.bias': bias };
  expect(near(narrow)).toMatchObject({ head: ['fc.1.weight', 'fc.1.bias'] });
  expect(near({})).toMatchObject({ missing: ['fc.weight', 'fc.bias'] });
  expect(near({})).not.toHaveProperty('head');
});

test('what nearly fits is named with what differs', () => {
  const { tensors } = readPytorch(fixture('lenet5.pth'));
  const [first = ''] = tensors.keys();
  const other = { shape: [1], data: new Float32Array(1) };
  expect(nearestArchitecture(new Map([...tensors].slice(1)))).toMatchObject({
    name: 'lenet',
    missing: [first],
  });
  const changed = new Map([
    ...tensors,
    ['loss.weight', other] as const,
    ['classifier.0.bias', other] as const,
  ]);
  expect(nearestArchitecture(changed)).toEqual({
    name: 'lenet',
    missing: [],
    unexpected: ['loss.weight'],
    otherShape: ['classifier.0.bias'],
  });
  expect(nearestArchitecture(new Map([['x', other]]))).toBeUndefined();
  const linear = new Map([['features.0.weight', { shape: [9, 16] }]]);
  expect(nearestArchitecture(linear)).toBeUndefined();
});
