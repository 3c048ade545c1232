import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Random } from '@exmodel/distill';
import { createModel, readSafetensors, stateDict } from '@exmodel/models';
import { readPytorch, writePytorch } from '@exmodel/models/pytorch';
import { openWeights } from '@exmodel/models/weights';
import {
  reshape,
  slice,
  softmax,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { asLogits } from './as-logits';
import { parseExpertArgument } from './expert-argument';
import { inspectModel } from './inspect-model';
import { type MergeFilesEvent, mergeFiles } from './merge-files';
import type { MergeWishes } from './merge-plan';
import type { LoadedExpert } from './open-expert';
import { planText } from './plan-text';

const folder = temporaryFolder(afterAll);
const models = new URL('../../test/fixtures/own-models/', import.meta.url).pathname;
const memory = { machine: 4e9, backend: 4e9 };

/** Of PyTorch, if there is any: it saves the experts, and loads the student. */
const python = process.env.TORCH_PYTHON ?? 'python3';
const hasTorch = spawnSync(python, ['-c', 'import torch']).status === 0;
/** The network of a tutorial in a module of its own, with a dropout before its last layer. */
const ownClass = `
import sys, torch
from torch import nn
class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.cnn = nn.Module()
        self.cnn.conv1, self.cnn.conv2 = nn.Conv2d(3, 6, 5), nn.Conv2d(6, 16, 5)
        self.cnn.fc1, self.cnn.fc2 = nn.Linear(400, 120), nn.Linear(120, 84)
        self.head = nn.Sequential(nn.Dropout(), nn.Linear(84, classes))
`;

beforeAll(async () => void (await chooseBackend('wasm')));

type Planned = Extract<MergeFilesEvent, { readonly type: 'planned' }>;

/** What a merge of a step plans and writes; it is left before it compares. */
async function merged(
  experts: readonly string[],
  wishes: Partial<MergeWishes> = {},
  source = 'noise',
  until: MergeFilesEvent['type'] = 'written',
) {
  const out = join(folder, 'student.safetensors');
  const normalization = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  let planned: Planned | undefined;
  for await (const event of mergeFiles({
    experts: experts.map(parseExpertArgument),
    ...{
      out,
      initial: undefined,
      images: undefined,
      source,
      iterations: 1,
      seed: 1,
      memory,
      locations: {},
    },
    wishes: { architecture: 'simple_mlp', classes: undefined, shape: undefined, normalization, ...wishes },
    resolve: (location) => resolve(models, location),
  })) {
    if (event.type === 'planned') planned = event;
    if (event.type === until) break;
  }
  return { planned: planned as Planned, read: () => readSafetensors(readFileSync(out)).tensors };
}

describe('what outputs mean', () => {
  it('experts with a softmax teach what the same experts with logits teach, to the bit', async () => {
    const pair = (head: string) => [
      `softmax-head/north-${head}/model.json:a,b,c`,
      `softmax-head/south-${head}/model.json:d,e,f`,
    ];
    const logits = await merged(pair('logits'));
    const taught = logits.read();
    const softmax = await merged(pair('softmax'));
    expect(softmax.read()).toEqual(taught);
    expect(logits.planned.outputs.map(({ activation }) => activation)).toEqual(['none', 'none']);
    expect(softmax.planned.outputs.map(({ activation }) => activation)).toEqual(['softmax', 'softmax']);
  });

  it('a lone sigmoid is two classes', async () => {
    const { planned } = await merged(['keras-sigmoid/model.json:cat,dog', 'plain/model.json:car,ship']);
    expect(planned.plan.classes).toEqual(['cat', 'dog', 'car', 'ship']);
    expect(planned.outputs[0]).toEqual({ activation: 'sigmoid', isBinary: true });
    const lone = merged(['keras-sigmoid/model.json:cat', 'plain/model.json:car,ship']);
    await expect(lone).rejects.toThrow(/one output, which tells two classes apart.*FILE:cat,dog/);
  });
});

describe('Keras files', () => {
  const keras = '../../../../../packages/models/test/fixtures/keras';

  it('weights that are NaN are refused', async () => {
    const copy = join(folder, 'not-finite');
    cpSync(join(models, 'plain'), copy, { recursive: true });
    writeFileSync(join(copy, 'weights.bin'), readFileSync(join(copy, 'weights.bin')).fill(0xff, 0, 4));
    await expect(merged([`${copy}:a,b`, 'plain/model.json:c,d'])).rejects.toThrow(
      /not-finite holds NaN or infinite values in .*kernel.*exmodel inspect/,
    );
  });

  it('of every kind teach, and what their outputs mean is seen', async () => {
    const { planned, read } = await merged([
      `${keras}/convolutional-2.h5:a,b,c`,
      `${keras}/convolutional-3.keras:d,e,f`,
    ]);
    expect(planned.plan.shape).toEqual([12, 12, 3]);
    expect(planned.outputs.map(({ activation }) => activation)).toEqual(['softmax', 'softmax']);
    expect(read().get('classifier.weight')?.shape[0]).toBe(6);
    const pair = [`${keras}/adapted-2.keras:cat,dog`, `${keras}/adapted-3.h5:car,ship`];
    const binary = await merged(pair, {}, 'noise', 'planned');
    expect(binary.planned.outputs[0]).toEqual({ activation: 'sigmoid', isBinary: true });
  });

  it('of weights alone are refused with what to type, by merge and by inspect', async () => {
    const archive = readFileSync(resolve(models, keras, 'transfer-3.keras'));
    const file = join(folder, 'mine.weights.h5');
    writeFileSync(file, archive.subarray(archive.indexOf('\x89HDF', 0, 'latin1')));
    const advice = /mine\.weights\.h5: it holds weights, and describes no model.*model\.load_weights\(/;
    await expect(merged([`${file}:a,b`, 'plain/model.json:c,d'])).rejects.toThrow(advice);
    const options = { resolve: (location: string) => location, locations: {}, isLoaded: true };
    expect(await inspectModel(file, await openWeights(file), options)).toMatch(advice);
  });

  it('with a layer that is not read are refused by its name', async () => {
    const refused = merged([`${keras}/lambda.h5:a,b`, 'plain/model.json:c,d']);
    await expect(refused).rejects.toThrow(/lambda\.h5: its layer 'lambda' \(Lambda\).*tf2onnx/);
  });
});

describe('what people have', () => {
  /** The merge is left as soon as it is planned. */
  const plannedOf = async (experts: readonly string[], wishes: Partial<MergeWishes> = {}) => {
    const { planned } = await merged(experts, wishes, 'procedural', 'planned');
    return planned;
  };

  it.each(['tfjs-downloads', 'keras3'])('%s is read', async (name) => {
    const { files } = await plannedOf([`${name}/model.json:T-shirt/top,Trouser`, 'plain/model.json:c,d']);
    expect(files.map(({ classes }) => classes.map((each) => each.name))).toEqual([
      ['T-shirt/top', 'Trouser'],
      ['c', 'd'],
    ]);
  });

  it.each([
    ['as files', ['image224/cats/model.json', 'image224/cars/model.json']],
    ['as folders', ['image224/cats', 'image224/cars/']],
    ['as they are downloaded', ['cats.zip', 'cars.zip']],
  ])('Teachable Machine’s exports give labels, size and normalisation, %s', async (_, experts) => {
    const { plan } = await plannedOf(experts, { normalization: undefined });
    expect(plan).toMatchObject({
      classes: ['cat', 'no cat', 'car', 'no car'],
      shape: [224, 224, 3],
      normalization: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    });
  });

  it('classes in another order than the file’s own are said', async () => {
    const text = async (...experts: string[]) =>
      planText(await plannedOf(experts, { normalization: undefined }));
    expect(await text('cats.zip:no cat,cat', 'cars.zip')).toMatch(
      /^note +cats\.zip itself lists its classes in another order: cat, no cat; .*--expert cats\.zip$/m,
    );
    expect(await text('cats.zip:cat,no cat', 'cars.zip:auto,none')).not.toContain('note');
    expect(await text('cats.zip:no cat=1,cat=0', 'cars.zip')).not.toContain('note');
  });

  it('images that a model cannot be given are refused', async () => {
    const pair = ['plain-grey/model.json:a,b', 'plain/model.json:c,d'];
    await expect(plannedOf(pair)).rejects.toThrow(/else merge them with others of their kind/);
    await expect(plannedOf(pair, { shape: [32, 32, 3] })).rejects.toThrow(
      /plain-grey\/model\.json takes images of 32x32x1, and the merge is for 32x32x3/,
    );
    const grey = ['plain-grey/model.json:a,b', 'plain-grey/model.json:c,d'];
    await expect(
      plannedOf(grey, { architecture: 'efficientnet_lite0', normalization: { mean: [0.5], std: [0.25] } }),
    ).rejects.toThrow(
      /the student \(efficientnet_lite0\) takes images with 3 channels, and .* says 32x32x1\. .* Choose another --arch/,
    );
  });
});

describe('PyTorch’s usual classes', () => {
  /** Two files of models with weights of their own. */
  async function written(name: string, ending: string, inputShape: readonly [number, number, number]) {
    const generator = Random.seeded(7, name);
    const random = () => generator.uniform();
    const files: string[] = [];
    for (const of of ['north', 'south']) {
      const model = createModel(name, { inputShape, classes: 2, random });
      const file = join(folder, `${name}-${of}.${ending}`);
      writeFileSync(file, writePytorch(await stateDict(model)));
      model.dispose();
      files.push(`${file}:${of}-1,${of}-2`);
    }
    return files;
  }

  it.each(['resnet20', 'cifar_resnet20'])('%s gives a student of its own names and shapes', async (name) => {
    const files = await written(name, 'pth.tar', [8, 8, 3]);
    const { planned, read } = await merged(files, { architecture: undefined, shape: [8, 8, 3] });
    expect(planned.plan.architecture).toBe(name);
    expect(planText(planned)).not.toContain('note');
    const model = createModel(name, { inputShape: [8, 8, 3], classes: 4, random: () => 0.5 });
    const shapesOf = (tensors: ReturnType<typeof read>) =>
      [...tensors].map(([tensor, { shape }]) => [tensor, [...shape]]);
    expect(shapesOf(read()).sort()).toEqual(shapesOf(await stateDict(model)).sort());
    model.dispose();
  });

  it('a checkpoint whose names have a prefix gives a student whose names have none', async () => {
    const files = await written('lenet', 'ckpt', [32, 32, 1]);
    for (const file of files.map((argument) => argument.replace(/:.*/, ''))) {
      const { tensors } = readPytorch(readFileSync(file));
      writeFileSync(file, writePytorch(new Map([...tensors].map(([name, each]) => [`model.${name}`, each]))));
    }
    const normalization = { mean: [0.5], std: [0.5] };
    const { planned, read } = await merged(files, { architecture: undefined, normalization });
    expect(planned.plan.architecture).toBe('lenet');
    expect([...read().keys()].filter((name) => name.startsWith('model.'))).toEqual([]);
    expect(read().has('feature_extractor.0.weight')).toBe(true);
  });

  /** Renames a file's tensors. */
  function rename(file: string, renamed: (name: string) => string): void {
    const { tensors } = readPytorch(readFileSync(file));
    writeFileSync(
      file,
      writePytorch(new Map([...tensors].map(([name, tensor]) => [renamed(name), tensor] as const))),
    );
  }

  it('a class with a head of its own, of a dropout and a linear layer, gives a student of that class', async () => {
    const files = await written('resnet20', 'pth', [8, 8, 3]);
    const [north = '', south = ''] = files.map((argument) => argument.replace(/:.*/, ''));
    const own = (name: string) => name.replace(/^linear/, 'head.1').replace(/^(?!head)/, 'cnn.');
    rename(north, own);
    const { planned, read } = await merged(files, { architecture: undefined, shape: [8, 8, 3] });
    expect(planned.plan).toMatchObject({ architecture: 'resnet20', own: { body: 'cnn.', head: 'head.1' } });
    const names = (tensors: ReturnType<typeof read>) => [...tensors.keys()].sort();
    expect(names(read())).toEqual(names(readPytorch(readFileSync(north)).tensors));
    expect(read().get('head.1.weight')?.shape).toEqual([4, 64]);

    // The student is itself an expert, and the experts' start.
    const student = `${join(folder, 'student.safetensors')}`;
    const again = { architecture: undefined, normalization: undefined };
    const { planned: next } = await merged([student, `${south}:south-3,south-4`], again, 'noise', 'planned');
    expect(next.plan).toMatchObject({ own: { head: 'head.1' }, shape: [8, 8, 3] });
  });

  it('a head of several layers is named, with what to type', async () => {
    const files = await written('resnet20', 'pth', [8, 8, 3]);
    const [north = ''] = files.map((argument) => argument.replace(/:.*/, ''));
    const { tensors } = readPytorch(readFileSync(north));
    const hidden = { shape: [64, 64], data: new Float32Array(64 * 64) };
    const bias = { shape: [64], data: new Float32Array(64) };
    const layers = [
      ['linear.0.weight', hidden],
      ['linear.0.bias', bias],
    ] as const;
    writeFileSync(
      north,
      writePytorch(
        new Map([
          ...[...tensors].map(([name, each]) => [name.replace('linear.', 'linear.2.'), each] as const),
          ...layers,
        ]),
      ),
    );
    await expect(merged(files, { architecture: undefined, shape: [8, 8, 3] })).rejects.toThrow(
      /north\.pth is a resnet20 with another head: linear\.2\.weight, .*linear\.0\.bias.*torch\.onnx\.export/,
    );
  });

  it.skipIf(!hasTorch)('the student loads into the class that was saved', async () => {
    const [north, south, out] = ['north', 'south', 'torch-student'].map((name) =>
      join(folder, `${name}-head.pth`),
    ) as [string, string, string];
    execFileSync(python, [
      '-c',
      `${ownClass}for path in sys.argv[1:]: torch.save(Net(2).state_dict(), path)`,
      north,
      south,
    ]);
    const experts = [`${north}:a,b`, `${south}:c,d`];
    const { read } = await merged(experts, { architecture: undefined, shape: [32, 32, 3] });
    writeFileSync(out, writePytorch(read()));
    const strict = `${ownClass}Net(4).load_state_dict(torch.load(sys.argv[1], weights_only=True))`;
    execFileSync(python, ['-c', strict, out]);
  });

  it('weights that do not tell which LeNet-5 they are of: that is said, unless the user says which', async () => {
    const files = await written('lenet_tanh', 'pt', [28, 28, 1]);
    const normalization = { mean: [0.5], std: [0.5] };
    const plan = async (architecture: string | undefined) =>
      (await merged(files, { architecture, normalization }, 'procedural', 'planned')).planned;
    const unsaid = await plan(undefined);
    expect(unsaid.plan).toMatchObject({ architecture: 'lenet_relu', shape: [28, 28, 1] });
    expect(
      planText(unsaid).match(/note .*of lenet_relu look like .*--architecture lenet_tanh/g),
    ).toHaveLength(1);
    const said = await plan('lenet_tanh');
    expect(said.plan.architecture).toBe('lenet_tanh');
    expect(planText(said)).not.toContain('note');
  });
});

it('outputs that turn out to be probabilities are made logits, and said', async () => {
  const probabilities = (images: Tensor4D) =>
    softmax(slice(reshape(images, [images.shape[0], 64]), [0, 0], [-1, 3]));
  const loaded: LoadedExpert = {
    ...{
      outputs: 3,
      gives: { activation: 'none', isBinary: false },
      hash: async () => '',
      dispose: () => undefined,
    },
    expert: { classes: [0, 1, 2], logits: (images) => probabilities(images) as Tensor2D },
  };
  const plan = { shape: [8, 8, 1] as const, normalization: undefined };
  const { gives, expert } = await asLogits(loaded, plan);
  expect(gives.activation).toBe('probabilities');
  tidy(() => {
    const [row = []] = expert.logits(tensor4d([2, 1, 0, ...Array(61).fill(0)], [1, 8, 8, 1])).arraySync();
    expect((row[0] as number) - (row[2] as number)).toBeCloseTo(2, 4);
  });
  const plain = {
    ...loaded,
    expert: { ...loaded.expert, logits: () => tensor2d(new Float32Array(48).fill(1), [16, 3]) },
  };
  expect(await asLogits(plain, plan)).toBe(plain);
});
