import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Expert } from '@exmodel/distill';
import { expertFromLayersModel, studentFromLayersModel } from '@exmodel/distill/layers';
import { type StateDict, stateDict } from '@exmodel/models';
import { openOnnx } from '@exmodel/models/onnx';
import { readPytorch } from '@exmodel/models/pytorch';
import { memory, type Tensor, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergedExperts } from '../../test/merged-experts';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { parseExpertArgument } from './expert-argument';
import { mergeFiles } from './merge-files';
import { type MergeWishes, planMerge } from './merge-plan';
import { openExpert } from './open-expert';
import { placeOutputs } from './place-outputs';
import { mergeSource } from './sources';
import { isStudent, refuseOtherKind, writeStudent } from './write-student';

/** Made by PyTorch's exporters, with four classes each. */
const file = (name: string) =>
  join(
    fileURLToPath(new URL('../../../../packages/models/test/fixtures/onnx/', import.meta.url)),
    `${name}.onnx`,
  );
const pixels = (count: number) =>
  Float32Array.from({ length: count * 32 * 32 * 3 }, (_, i) => Math.sin(0.7 * i));
const images = (count: number): Tensor4D => tensor4d(pixels(count), [count, 32, 32, 3]);
const batch = (count: number) => ({ count, shape: [32, 32, 3] as const, pixels: pixels(count) });
const folder = temporaryFolder(afterAll);
/** Of PyTorch, if there is any: it loads the student itself. */
const python = process.env.TORCH_PYTHON ?? 'python3';
const loads = `
import sys
from unittest.mock import MagicMock
for name in ["torchvision", "torchvision.models", "torchvision.models.resnet", "torchvision.models.squeezenet"]:
    sys.modules[name] = MagicMock()  # Of other networks than this one.
sys.path.insert(0, sys.argv[1])
import make, torch
make.classes = 8
make.networks["own"]().load_state_dict(torch.load(sys.argv[2], weights_only=True))
`;
const hasTorch = spawnSync(python, ['-c', 'import torch']).status === 0;
const nothing: MergeWishes = {
  architecture: undefined,
  classes: undefined,
  shape: undefined,
  normalization: undefined,
};

beforeAll(async () => {
  await chooseBackend('wasm');
});

const open = (text: string, architecture?: string) =>
  openExpert(parseExpertArgument(text), { architecture, resolve: (location) => location, locations: {} });

describe('a model made of an ONNX file', () => {
  it('has every probe of an expert', async () => {
    const model = await (await openOnnx(file('resnet-preserved'))).createModel();
    const expert = expertFromLayersModel(model, { classes: [0, 1, 2, 3] });
    const { logits, statistics } = expert.logitsAndStatistics(images(2));
    expect(logits.shape).toEqual([2, 4]);
    expect(statistics.map(({ mean }) => mean.shape[0])).toEqual([8, 8, 8, 16, 16, 16]);
    expect(expert.classifierWeights().shape).toEqual([4, 16]);
    const zeros = (await expert.weights()).map((each) => ({
      ...each,
      values: each.values.map((_, i) => Math.sin(i)),
    }));
    const probe = await expert.novelty(zeros, images(2));
    // The six convolutions and the linear layer, each with fewer outputs than inputs but the first of 1 × 1.
    expect(probe.layers.map(({ inputs }) => inputs)).toEqual([147, 72, 72, 72, 144, 16]);
    expect(probe.of(images(2)).shape).toEqual([2, 2 * 6]);
    model.dispose();
  });

  it.each(['resnet-preserved', 'own-preserved', 'vit-kept', 'shufflenet-folded'])(
    '%s can be frozen, as a student',
    async (name) => {
      const model = await (await openOnnx(file(name))).createModel();
      const student = studentFromLayersModel(model);
      const frozen = await student.frozen();
      const values = (logits: (batch: Tensor4D) => Tensor) => tidy(() => logits(images(1))).data();
      expect(await values((x) => frozen.logits(x))).toEqual(await values((x) => student.logits(x)));
      frozen.dispose();
      model.dispose();
    },
  );
});

describe('ONNX experts are merged', () => {
  it('into a student with the graph of the first, a new last layer, and the names of its module', async () => {
    const files = await Promise.all([
      open(`${file('resnet-preserved')}:a,b,c,d`),
      open(`${file('vit-folded')}:e,f,g,h`),
    ]);
    const plan = planMerge(files, nothing);
    expect(plan).toMatchObject({ architecture: 'onnx', shape: [32, 32, 3], classes: [...'abcdefgh'] });
    const loaded = await Promise.all(files.map((each) => each.load(plan.shape)));
    const experts = files.map((each, i) =>
      placeOutputs(each, loaded[i] as (typeof loaded)[0], plan.classes),
    ) as Expert[];
    const source = mergeSource(undefined, { hasImages: true, canDraw: true, normalization: undefined });
    const given = { learned: batch(8), heldOut: batch(2) };
    const before = memory().numTensors;
    let tensors: StateDict = new Map();
    for await (const event of mergedExperts({
      plan,
      experts,
      source,
      images: given,
      iterations: 2,
      seed: 1,
      memory: { machine: 4e9 },
    })) {
      if (event.type !== 'taught') continue;
      tensors = event.tensors;
      break; // The comparison takes longer than all else.
    }
    expect(memory().numTensors).toBe(before);
    expect(tensors.get('fc.weight')?.shape).toEqual([8, 16]);
    expect(tensors.get('bn1.num_batches_tracked')?.shape).toEqual([]);
    expect([...tensors.keys()].filter((name) => !/^(conv1|bn1|layer1|fc)\./.test(name))).toEqual([]);
    for (const each of loaded) each.dispose();

    const student = join(folder, 'student.onnx');
    refuseOtherKind(student, plan);
    await writeStudent(student, { tensors }, plan);
    const again = await open(student);
    expect(again.classes.map(({ name }) => name).join('')).toBe('abcdefgh');
    expect(await isStudent(student)).toBe(true);
    expect(await isStudent(file('resnet-preserved'))).toBe(false);
    const own = await openOnnx(student);
    expect((await own.read()).get('fc.weight')).toEqual(tensors.get('fc.weight'));
  });

  /** Two of a class of one's own, with batch norm behind a global pool. */
  async function merged(out: string): Promise<void> {
    const merging = mergeFiles({
      experts: [`${file('own-preserved')}:a,b,c,d`, `${file('own-dynamo')}:e,f,g,h`].map(parseExpertArgument),
      ...{
        out,
        wishes: nothing,
        source: 'noise',
        iterations: 1,
        seed: 1,
        memory: { machine: 4e9 },
      },
      ...{ initial: undefined, images: undefined, locations: {}, resolve: (location) => location },
    });
    for await (const event of merging) if (event.type === 'written') break;
  }

  it('as exmodel merge does it, into an ONNX file', async () => {
    const out = join(folder, 'merged.onnx');
    await merged(out);
    expect((await open(out)).classes.map(({ name }) => name)).toEqual([...'abcdefgh']);
  });

  it('and for PyTorch: all names and shapes are those of the class that was exported, with more classes', async () => {
    const out = join(folder, 'merged.pth');
    await merged(out);
    const { tensors } = readPytorch(readFileSync(out));
    const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, [...shape]]));
    const golden = join(dirname(file('own-preserved')), 'golden.json');
    const { stateDict: own } = JSON.parse(readFileSync(golden, 'utf8'))['own-preserved.onnx'];
    expect(shapes).toEqual({ ...own, 'head.weight': [8, 10], 'head.bias': [8] });
    if (!hasTorch) return;
    execFileSync(python, ['-c', loads, dirname(file('own-preserved')), out], { stdio: 'pipe' });
  });

  it('into one of ours, where --architecture names it', async () => {
    const files = [await open(`${file('vgg-folded')}:a,b,c,d`)];
    const plan = planMerge(files, { ...nothing, architecture: 'lenet' });
    expect(plan.architecture).toBe('lenet');
    expect(plan.graph).toBeUndefined();
    expect(() => refuseOtherKind('s.onnx', plan)).toThrow(
      /--out is s\.onnx, and the student is a lenet.*safetensors/,
    );
  });

  it('not with images of another size', async () => {
    const expert = await open(`${file('vgg-folded')}:a,b,c,d`);
    await expect(expert.load([64, 64, 3])).rejects.toThrow(/is for images of 32x32x3, .*64x64x3.*--input/);
  });
});

it.each([
  ['vgg-folded', 'classifier.3.weight'],
  ['squeezenet-folded', 'classifier.1.weight'],
  ['vit-kept', 'heads.head.weight'],
])('%s gets another number of classes in %s, with all else as it was', async (name, head) => {
  const onnx = await openOnnx(file(name));
  const model = await onnx.createModel({ newHead: { classes: 7, random: () => 0.25 } });
  expect(model.outputs[0]?.shape).toEqual([null, 7]);
  const [own, read] = [await stateDict(model), await onnx.read()];
  for (const [tensor, { data, shape }] of own) {
    if (tensor.startsWith(head.replace('weight', ''))) expect(shape[0]).toBe(7);
    else expect(data, tensor).toEqual(read.get(tensor)?.data);
  }
  model.dispose();
});
