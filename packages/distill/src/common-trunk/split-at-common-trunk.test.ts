import '../../test/setup';
import { fc, test } from '@fast-check/vitest';
import { add, memory, mul, type Tensor, type Tensor4D, tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model,
  models,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { splitAtCommonTrunk } from './split-at-common-trunk';

type Layer = LayersModel['layers'][number];

const shape = [6, 6, 3] as const;
const images = (): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: 2 * 108 }, (_, i) => Math.sin(0.7 * i)),
    [2, ...shape],
  );

/** Draws all weights from the seed, above 0, as variances must be. */
function drawn(whole: LayersModel, seed: number, from = 0): LayersModel {
  tidy(() =>
    whole.layers.slice(from).forEach((layer, i) => {
      const value = (n: number, k: number) =>
        0.6 + 0.5 * Math.sin(12.9 * (n + 1) + 7.1 * seed + 3.3 * (i + k));
      layer.setWeights(
        layer.getWeights().map(({ shape, size }, k) =>
          tensor(
            Float32Array.from({ length: size }, (_, n) => value(n, k)),
            shape,
          ),
        ),
      );
    }),
  );
  return whole;
}

const apply = (layer: Layer, x: SymbolicTensor | SymbolicTensor[]) => layer.apply(x) as SymbolicTensor;

/** A residual block with batch norm, a global pool, and a head of two dense layers. */
function residual(classes: number, seeds: { readonly trunk: number; readonly head: number }): LayersModel {
  const image = input({ shape: [...shape] });
  const convolved = apply(layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', name: 'conv' }), image);
  const normalized = apply(layers.batchNormalization({ name: 'norm' }), convolved);
  const inner = apply(
    layers.conv2d({ filters: 3, kernelSize: 1, activation: 'relu', name: 'inner' }),
    normalized,
  );
  const added = apply(layers.add({ name: 'add' }), [normalized, inner]);
  const pooled = apply(layers.globalAveragePooling2d({ name: 'pool' }), added);
  const hidden = apply(layers.dense({ units: 4, activation: 'relu', name: 'hidden' }), pooled);
  const outputs = apply(layers.dense({ units: classes, name: 'head' }), hidden);
  const whole = model({ inputs: image, outputs });
  return drawn(drawn(whole, seeds.trunk), seeds.head, whole.layers.length - 2);
}

function given(by: LayersModel, batch: Tensor): Float32Array {
  return tidy(() => (by.apply(batch, { training: false }) as Tensor).dataSync<'float32'>().slice());
}

/** What is left of the model gives on the trunk's features what the model gives, to the bit. */
function expectJoined(
  split: Awaited<ReturnType<typeof splitAtCommonTrunk>>,
  experts: readonly LayersModel[],
) {
  tidy(() => {
    const features = split?.features(images()) as Tensor4D;
    expect(features.shape.slice(1)).toEqual(split?.shape);
    experts.forEach((expert, i) => {
      expect(given(split?.experts[i] as LayersModel, features)).toEqual(given(expert, images()));
    });
  });
}

describe('models of equal first layers are split', () => {
  it('behind the last one that all paths run through, and nothing changes in what they give', async () => {
    const before = memory().numTensors;
    const experts = [residual(2, { trunk: 1, head: 2 }), residual(3, { trunk: 1, head: 3 })];
    const student = residual(5, { trunk: 8, head: 9 });
    const split = await splitAtCommonTrunk(experts, student, shape);
    expect(split).toMatchObject({ layers: 5, shape: [1, 1, 3] });
    expectJoined(split, [...experts]);
    // The student has the experts' trunk now, and what is left of it is its own.
    tidy(() => {
      const features = split?.features(images()) as Tensor4D;
      expect(given(split?.student as LayersModel, features)).toEqual(given(student, images()));
      expect(student.getLayer('conv').getWeights()[0]?.dataSync()).toEqual(
        experts[1]?.getLayer('conv').getWeights()[0]?.dataSync(),
      );
      const head = split?.student.trainableWeights.at(-1);
      head?.write(add(head.read() as Tensor, 1));
      expect(given(split?.student as LayersModel, features)).toEqual(given(student, images()));
    });
    split?.dispose();
    for (const own of [...experts, student]) own.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('in a model within a model, and as they come from a file', async () => {
    const nested = async (classes: number, head: number) => {
      const whole = sequential();
      const base = sequential();
      base.add(layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [...shape], name: 'conv' }));
      base.add(layers.globalAveragePooling2d({ name: 'pool' }));
      whole.add(drawn(base, 1));
      const top = sequential();
      top.add(layers.dense({ units: 4, inputShape: [3], name: 'hidden' }));
      top.add(layers.dense({ units: classes, activation: 'softmax', name: `head${head}` }));
      whole.add(drawn(top, head));
      const copy = await models.modelFromJSON(
        whole.toJSON(null, false) as Parameters<typeof models.modelFromJSON>[0],
      );
      copy.setWeights(whole.getWeights());
      whole.dispose();
      return copy;
    };
    const experts = [await nested(2, 2), await nested(3, 3)];
    const student = await nested(5, 4);
    const json = JSON.stringify(experts[0]?.toJSON());
    const before = memory().numTensors;
    const split = await splitAtCommonTrunk(experts, student, shape);
    expect(split).toMatchObject({ layers: 2, shape: [1, 1, 3] });
    expectJoined(split, experts);
    expect(JSON.stringify(experts[0]?.toJSON())).toBe(json);
    split?.dispose();
    expect(memory().numTensors).toBe(before);
    for (const own of [...experts, student]) own.dispose();
  });

  test.prop([fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 3 })], { numRuns: 12 })(
    'before the first one that differs in a bit',
    async (layer, experts) => {
      const before = memory().numTensors;
      const all = Array.from({ length: 1 + experts }, (_, i) => residual(2 + i, { trunk: 1, head: 2 + i }));
      const student = residual(6, { trunk: 1, head: 1 });
      const names = ['conv', 'norm', 'inner', 'hidden', 'head', 'none'] as const;
      const changed = all.at(-1)?.layers.find(({ name }) => name === names[layer]);
      tidy(() =>
        changed?.setWeights(
          changed.getWeights().map((weight, i) => (i === 0 ? mul(weight, 1 + 2 ** -22) : weight)),
        ),
      );
      const split = await splitAtCommonTrunk(all, student, shape);
      // Behind `conv` comes `norm`; what is inside the block is on no path alone; a trunk has weights.
      expect(split?.layers).toBe([undefined, 1, 2, 5, 5, 5][layer]);
      if (split !== undefined) expectJoined(split, all);
      split?.dispose();
      for (const own of [...all, student]) own.dispose();
      expect(memory().numTensors).toBe(before);
    },
  );

  it('and not where features are larger than images, or nothing is left to learn', async () => {
    const wide = (filters: number) => {
      const whole = sequential();
      whole.add(layers.conv2d({ filters, kernelSize: 1, inputShape: [...shape], name: 'conv' }));
      whole.add(layers.flatten({ name: 'flat' }));
      whole.add(layers.dense({ units: 2, name: 'head' }));
      return drawn(whole, 1);
    };
    const [two, three, student] = [wide(3), wide(4), residual(2, { trunk: 1, head: 1 })];
    expect(await splitAtCommonTrunk([three, three], three, shape)).toBeUndefined();
    expect(await splitAtCommonTrunk([two, two], student, shape)).toBeUndefined();
    const equal = await splitAtCommonTrunk([two, two], two, shape);
    expect(equal?.shape).toEqual([1, 1, 108]);
    equal?.dispose();
    for (const own of [two, three, student]) own.dispose();
  });
});
