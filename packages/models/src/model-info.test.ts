import { expect, test } from 'vitest';
import { canonicalModelName, modelAliases, modelNames, registerArchitecture } from './architectures/registry';
import { slimResnet } from './architectures/slim-resnet';
import { UnknownModelError } from './architectures/unknown-model-error';
import { modelInfo } from './model-info';

test('four models have pretrained weights, in files named after their checksum', () => {
  const pretrained = modelNames().filter((name) => modelInfo(name).pretrained !== undefined);
  const torchvision = ['resnet_pretrained', 'mobilenet_pretrained', 'mobilenet_imnet_fixed'];
  expect(pretrained).toEqual([...torchvision, 'efficientnet_lite0']);
  for (const name of pretrained) {
    const { url, fileName, sha256Prefix } = modelInfo(name).pretrained ?? {};
    if (torchvision.includes(name)) expect(url).toBe(`https://download.pytorch.org/models/${fileName}`);
    expect(fileName).toMatch(new RegExp(`-${sha256Prefix}\\.pth$`));
  }
});

test('experts are of the same architecture as the student, but for the masked one', () => {
  const others = modelNames().filter((name) => modelInfo(name).expert !== name);
  expect(others.map((name) => [name, modelInfo(name).expert])).toEqual([['masked_resnet', 'resnet']]);
  for (const name of modelNames()) {
    const expert = modelInfo(modelInfo(name).expert);
    expect(expert).toMatchObject({ needsTasks: false, expert: expert.name });
    expect(expert.inputShape).toEqual(modelInfo(name).inputShape);
  }
});

test('two architectures have hidden layers to size, and five get images of 28 pixels', () => {
  const facts = modelNames().map(modelInfo);
  expect(facts.filter(({ hiddenSize }) => hiddenSize !== undefined).map(({ name }) => name)).toEqual([
    'quickstart_mlp',
    'simple_mlp',
  ]);
  expect(facts.filter(({ inputShape }) => inputShape[0] === 28).map(({ name }) => name)).toEqual([
    'lenet_sigmoid',
    'mnist_cnn',
    'mnist_cnn_small',
    'quickstart_mlp',
    'simple_mlp',
  ]);
});

test('only the masked model needs tasks', () => {
  expect(modelNames().filter((name) => modelInfo(name).needsTasks)).toEqual(['masked_resnet']);
});

test("every model takes the images of the reference's experiments", () => {
  for (const name of modelNames()) {
    const { inputShape, side, channels = inputShape[2] } = modelInfo(name);
    expect(Math.min(...inputShape.slice(0, 2))).toBeGreaterThanOrEqual(side.least);
    expect(Math.max(...inputShape.slice(0, 2))).toBeLessThanOrEqual(side.most);
    expect(inputShape[2]).toBe(channels);
  }
});

test('an unknown name is refused', () => {
  expect(() => modelInfo('lenet6')).toThrow(UnknownModelError);
});

test('an alias stands for a name, and neither is taken twice', () => {
  expect([...modelAliases()]).toEqual([
    ['slim_resnet18', 'resnet'],
    ['resnet18', 'resnet_pretrained'],
    ['mobilenet_v2', 'mobilenet_pretrained'],
  ]);
  for (const [alias, name] of modelAliases()) {
    expect(modelInfo(alias)).toEqual(modelInfo(name));
    expect(canonicalModelName(alias)).toBe(name);
    expect(modelNames()).not.toContain(alias);
  }
  expect(canonicalModelName('lenett')).toBe('lenett');
  const free = { ...slimResnet, name: 'free_name' };
  expect(() => registerArchitecture({ ...free, aliases: ['resnet18'] })).toThrow('resnet18');
  expect(() => registerArchitecture({ ...free, name: 'resnet18', aliases: [] })).toThrow('resnet18');
});
