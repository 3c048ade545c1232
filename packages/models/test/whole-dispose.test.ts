import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as layersModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { expect, onTestFinished, test } from 'vitest';
import { layersFiles } from '../src/tfjs/layers-files';
import { withNewClasses } from '../src/tfjs/new-classes';
import { openWeights } from '../src/weights/open-weights';

const apply = (layer: { apply(x: SymbolicTensor): unknown }, x: SymbolicTensor) =>
  layer.apply(x) as SymbolicTensor;

function body(name: string, inputs: number, units: number): LayersModel {
  const made = sequential({ name });
  made.add(layers.dense({ name: `${name}_1`, inputShape: [inputs], units, activation: 'relu' }));
  made.add(layers.dense({ name: `${name}_2`, units }));
  return made;
}

function chain(...models: LayersModel[]): LayersModel {
  const made = sequential();
  for (const each of models) made.add(each);
  return made;
}

function functional(name: string, through: (x: SymbolicTensor) => SymbolicTensor): LayersModel {
  const image = input({ shape: [3] });
  const outputs = apply(layers.dense({ name, units: 2 }), through(image));
  return layersModel({ inputs: image, outputs });
}

const kinds = {
  'a Sequential of three': () => chain(body('a', 3, 4), body('b', 4, 5), body('c', 5, 2)),
  'a Sequential in the second of two': () =>
    chain(body('a', 3, 4), chain(body('b', 4, 5), body('c', 5, 5), body('d', 5, 2))),
  'a graph that uses a model twice': () => {
    const shared = body('a', 3, 3);
    return functional('head', (x) => apply(shared, apply(shared, x)));
  },
  'a graph in a Sequential in a graph': () => {
    const inner = functional('inner', (x) => apply(body('a', 3, 3), x));
    const both = chain(body('b', 3, 3), inner);
    return functional('head', (x) => apply(both, x));
  },
};

test.each(Object.entries(kinds))('%s is freed, as it is read and with other classes', async (_, make) => {
  const folder = mkdtempSync(join(tmpdir(), 'whole-dispose-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, bytes] of await layersFiles(make(), {})) writeFileSync(join(folder, name), bytes);
  const before = memory().numTensors;
  const file = await openWeights(join(folder, 'model.json'));
  const read = (await file.createModel?.()) as LayersModel;
  const copy = await withNewClasses('model.json', read, { classes: 3, random: () => 0.5 });
  const weights = read.weights.length;
  expect(memory().numTensors).toBe(before + 2 * weights);
  expect(read.dispose().numDisposedVariables).toBe(weights);
  copy.dispose();
  expect(memory().numTensors).toBe(before);
  expect(() => read.dispose()).toThrow(/already disposed/);
});
