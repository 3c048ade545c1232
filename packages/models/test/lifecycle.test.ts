import '@tensorflow/tfjs-backend-cpu';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  loadLayersModel,
  type ModelAndWeightsConfig,
  models,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { createModel, loadStateDict, modelInfo, stateDict, writeSafetensors } from '../src/index';
import { shallowest } from './shallowest';
import { torchRand } from './torch-rand';

// The engine, for speed only.
beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

const create = (name: string) =>
  createModel(name, {
    inputShape: [32, 32, modelInfo(name).inputShape[2]],
    classes: 3,
    random: torchRand(7),
    ...(modelInfo(name).needsTasks && { taskClasses: [[0, 1], [2]] }),
  });

const imagesFor = (model: LayersModel) => {
  const shape = [2, ...((model.inputs[0]?.shape.slice(1) ?? []) as number[])];
  return tf.tidy(() => tf.reshape(tf.sin(tf.range(0, tf.util.sizeFromShape(shape))), shape));
};

const logits = (model: LayersModel) =>
  tf.tidy(() => Array.from((model.predict(imagesFor(model)) as tf.Tensor).dataSync()));

const bytesOf = async (model: LayersModel) => Buffer.from(writeSafetensors(await stateDict(model)));

describe.each(shallowest)('%s', (name) => {
  test('survives save and load', async () => {
    const model = create(name);
    let saved: tf.io.ModelArtifacts = {};
    const handler = tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    });
    await model.save(handler);
    const loaded = await loadLayersModel(tf.io.fromMemory(saved));
    expect(logits(loaded)).toEqual(logits(model));
    expect((await bytesOf(loaded)).equals(await bytesOf(model))).toBe(true);
    model.dispose();
    loaded.dispose();
  });

  test('gives at least valuesPerPixel values for each pixel, and not many more', () => {
    const model = create(name);
    const sizes = model.layers.map(({ outputShape }) =>
      tf.util.sizeFromShape(outputShape.slice(1) as number[]),
    );
    const values = sizes.reduce((total, size) => total + size, 0) / (32 * 32);
    const { valuesPerPixel } = modelInfo(name);
    expect(valuesPerPixel).toBeLessThanOrEqual(values);
    expect(valuesPerPixel).toBeGreaterThan(0.3 * values);
    model.dispose();
  });

  test('survives a copy through JSON and a state dict', async () => {
    const model = create(name);
    const copy = await models.modelFromJSON({
      modelTopology: model.toJSON(null, false) as ModelAndWeightsConfig['modelTopology'],
    });
    loadStateDict(copy, await stateDict(model));
    expect(logits(copy)).toEqual(logits(model));
    model.dispose();
    copy.dispose();
  });

  test('two at once have the same layer names and are disposed independently, without a leak', () => {
    create(name).dispose();
    const before = tf.memory().numTensors;
    const [one, two] = [create(name), create(name)];
    expect(two.layers.map((layer) => layer.name)).toEqual(one.layers.map((layer) => layer.name));
    one.dispose();
    expect(logits(two).every(Number.isFinite)).toBe(true);
    two.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('reading, loading and a training step leak nothing', async () => {
    const model = create(name);
    const images = imagesFor(model);
    const step = async () => {
      loadStateDict(model, await stateDict(model));
      tf.dispose(
        tf.variableGrads(() => tf.sum(model.apply(images, { training: true }) as tf.Tensor) as tf.Scalar),
      );
    };
    await step();
    const before = tf.memory().numTensors;
    await step();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(images);
    model.dispose();
  });

  test('has a summary', () => {
    const model = create(name);
    const lines: string[] = [];
    model.summary(100, undefined, (line) => lines.push(String(line)));
    expect(lines.join('\n')).toContain(model.layers.at(-1)?.name);
    model.dispose();
  });
});
