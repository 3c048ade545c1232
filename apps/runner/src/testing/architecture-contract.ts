import assert from 'node:assert/strict';
import '@exmodel/backend-wasm';
import { Random } from '@exmodel/distill';
import {
  type Architecture,
  createModel,
  loadStateDict,
  modelNames,
  registerArchitecture,
  stateDict,
} from '@exmodel/models';
import { memory, setBackend, type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Check } from './check';

/** What every architecture must do. It is registered unless it is. */
export function architectureContract(architecture: Architecture): readonly Check[] {
  const { name, inputShape } = architecture;
  const build = async (seed: number) => {
    await setBackend('exmodel-wasm');
    if (!modelNames().includes(name)) registerArchitecture(architecture);
    const random = Random.seeded(seed, 'architecture');
    return createModel(name, { inputShape, classes: 3, random: () => random.uniform() });
  };
  const [height, width, channels] = inputShape;
  /** Logits of two images that are the same each time. */
  const logits = async (model: LayersModel) => {
    const pixels = Random.seeded(1, 'pixels').normals(2 * height * width * channels);
    const images = tensor4d(pixels, [2, height, width, channels]);
    const outputs = model.predict(images) as Tensor;
    const { shape } = outputs;
    const values = [...(await outputs.data())];
    images.dispose();
    outputs.dispose();
    return { shape, values };
  };
  return [
    {
      name: 'gives a finite logit for each class',
      async run() {
        const model = await build(1);
        const { shape, values } = await logits(model);
        model.dispose();
        assert.deepEqual(shape, [2, 3]);
        assert.ok(values.every(Number.isFinite), 'a logit is not finite');
      },
    },
    {
      name: 'has other initial weights for other draws, the same for the same ones',
      async run() {
        const models = [await build(1), await build(1), await build(2)];
        const [one, again, other] = [
          await logits(models[0] as LayersModel),
          await logits(models[1] as LayersModel),
          await logits(models[2] as LayersModel),
        ];
        for (const model of models) model.dispose();
        assert.deepEqual(again, one);
        assert.notDeepEqual(other, one);
      },
    },
    {
      name: 'takes its state dict back',
      async run() {
        const [one, other] = [await build(1), await build(2)];
        const expected = await logits(one);
        loadStateDict(other, await stateDict(one));
        const actual = await logits(other);
        one.dispose();
        other.dispose();
        assert.deepEqual(actual, expected);
      },
    },
    {
      name: 'leaves no tensors when it is disposed',
      async run() {
        (await build(1)).dispose();
        const before = memory().numTensors;
        (await build(1)).dispose();
        assert.equal(memory().numTensors, before);
      },
    },
  ];
}
