import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ModelOptionsError } from '../model-options-error';
import { stateDict } from '../state-dict/state-dict';
import { openWeights } from '../weights/open-weights';
import { isLayersFile, layersFiles } from './layers-files';
import { withNewClasses } from './new-classes';
import { TfjsFileError } from './tfjs-file-error';
import { tfjsHandler } from './tfjs-handler';
import { zipFiles } from './zip-files';

/** A convolution in one model, and dense layers in another, as transfer learning nests them. */
function nested(activation: 'softmax' | 'sigmoid', classes: number): LayersModel {
  const trunk = sequential();
  trunk.add(layers.conv2d({ name: 'conv', filters: 3, kernelSize: 3, inputShape: [6, 6, 2] }));
  trunk.add(layers.batchNormalization({ name: 'norm' }));
  trunk.add(layers.globalAveragePooling2d({ name: 'pool' }));
  const head = sequential();
  head.add(layers.dense({ name: 'hidden', units: 4, activation: 'relu', inputShape: [3] }));
  head.add(layers.dense({ name: 'head', units: classes, activation }));
  const whole = sequential();
  whole.add(trunk);
  whole.add(head);
  return whole;
}

const values = ({ weights }: LayersModel) =>
  new Map(weights.map((weight) => [weight.originalName, (weight.read() as Tensor).dataSync()]));
/** Draws in [0, 1) that repeat. */
const draws = () => {
  let drawn = 0;
  return () => Math.abs(Math.sin(++drawn)) % 1;
};

describe('a layers model gets other classes', () => {
  test('in its last layer, and keeps all other weights', async () => {
    const model = nested('softmax', 2);
    const copy = await withNewClasses('model.json', model, { classes: 5, random: draws() });
    expect(copy.outputs[0]?.shape).toEqual([null, 5]);
    const [before, after] = [values(model), values(copy)];
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, value] of after) {
      if (!name.startsWith('head/')) expect(value).toEqual(before.get(name));
    }
    // PyTorch draws up to 1 / √inputs.
    const kernel = after.get('head/kernel') as Float32Array;
    expect(kernel).toHaveLength(20);
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(new Set(kernel).size).toBe(20);
    const again = await withNewClasses('model.json', model, { classes: 5, random: draws() });
    expect(values(again)).toEqual(after);
    expect([...(await stateDict(copy)).keys()]).toEqual([...after.keys()]);
  });

  test('whose sigmoid becomes a softmax, since they exclude one another', async () => {
    const copy = await withNewClasses('model.json', nested('sigmoid', 1), { classes: 3, random: draws() });
    const [row] = (
      copy.predict(tensor4d(new Float32Array(72).fill(1), [1, 6, 6, 2])) as Tensor
    ).arraySync() as [number[]];
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  });

  test.each([
    ['classes 0', { classes: 0 }],
    ['classes NaN', { classes: Number.NaN }],
    ['classes 1.5', { classes: 1.5 }],
    ['random undefined', { random: undefined as never }],
    ['random() NaN', { random: () => Number.NaN }],
    ['random() 1', { random: () => 1 }],
  ])('but not with %s, of which nothing is left', async (given, wrong) => {
    const model = nested('softmax', 2);
    const { numTensors } = memory();
    const refused = withNewClasses('model.json', model, { classes: 3, random: draws(), ...wrong });
    await expect(refused).rejects.toThrow(ModelOptionsError);
    await expect(refused).rejects.toThrow(`Model 'model.json' was given ${given}. It expects`);
    expect(memory().numTensors).toBe(numTensors);
  });

  test('but not where no layer of weights gives them', async () => {
    const model = sequential();
    model.add(layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 2] }));
    model.add(layers.batchNormalization({ name: 'norm' }));
    model.add(layers.globalAveragePooling2d({}));
    const refused = withNewClasses('model.json', model, { classes: 3, random: draws() });
    await expect(refused).rejects.toThrow(TfjsFileError);
    await expect(refused).rejects.toThrow(
      /'norm' \(BatchNormalization\).*dense layer or a convolution.*another architecture/,
    );
  });
});

describe('a layers model is written', () => {
  const metadata = {
    architecture: 'tfjs',
    classes: '["a","b"]',
    input: '6x6x2',
    mean: '0.4,0.4',
    std: '0.2,0.3',
  };

  async function written(model: LayersModel, about: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), 'exmodel-tfjs-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = await layersFiles(model, about);
    for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
    return { files, path: join(folder, 'model.json') };
  }

  test('and read again, with the same bits, classes, size of images and normalisation', async () => {
    const model = nested('softmax', 2);
    const { files, path } = await written(model, metadata);
    expect([...files.keys()].at(-1)).toBe('model.json');
    const copy = await loadLayersModel(tfjsHandler(path));
    expect([...values(copy).values()]).toEqual([...values(model).values()]);
    expect((await openWeights(path)).metadata).toEqual(metadata);
    const archive = new Blob([zipFiles(files) as BlobPart]);
    const archived = await openWeights('student.zip', { files: new Map([['student.zip', archive]]) });
    expect(archived).toMatchObject({ format: 'tfjs-layers', metadata });
    expect(await archived.read()).toEqual(await (await openWeights(path)).read());
    expect(isLayersFile(files.get('model.json') ?? new Uint8Array())).toBe(true);
    expect(isLayersFile(files.get('metadata.json') ?? new Uint8Array())).toBe(false);
  });

  test('as Teachable Machine does, where its images are as there', async () => {
    const half = '0.5,0.5,0.5';
    const about = { ...metadata, input: '6x6x3', mean: half, std: half };
    const { files, path } = await written(nested('softmax', 2), about);
    expect(JSON.parse(new TextDecoder().decode(files.get('metadata.json')))).toEqual({
      packageName: '@teachablemachine/image',
      labels: ['a', 'b'],
      imageSize: 6,
      grayscale: false,
    });
    const read = (await openWeights(path)).metadata;
    expect(read).toEqual({ classes: '["a","b"]', input: '6x6x3', mean: '.5,.5,.5', std: '.5,.5,.5' });
  });
});
