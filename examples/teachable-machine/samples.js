// Two small models in the form in which Teachable Machine exports image models, for who has none at hand: one trunk, two heads. Their
// weights are drawn, so they recognise nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';

const size = 32;
const drawn = (seed) => initializers.heNormal({ seed });

function exported(labels, headSeed) {
  const trunk = sequential();
  const convolution = { kernelSize: 3, strides: 2, activation: 'relu' };
  trunk.add(
    layers.conv2d({ ...convolution, inputShape: [size, size, 3], filters: 8, kernelInitializer: drawn(1) }),
  );
  trunk.add(layers.conv2d({ ...convolution, filters: 16, kernelInitializer: drawn(2) }));
  trunk.add(layers.globalAveragePooling2d({}));
  const head = sequential();
  const hidden = { units: 20, activation: 'relu' };
  head.add(layers.dense({ ...hidden, inputShape: [16], kernelInitializer: drawn(headSeed) }));
  head.add(
    layers.dense({
      units: labels.length,
      useBias: false,
      activation: 'softmax',
      kernelInitializer: drawn(headSeed + 1),
    }),
  );
  const model = sequential();
  model.add(trunk);
  model.add(head);
  return model;
}

async function write(folder, labels, headSeed) {
  mkdirSync(folder, { recursive: true });
  await exported(labels, headSeed).save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      writeFileSync(`${folder}/model.json`, JSON.stringify({ modelTopology, weightsManifest }));
      writeFileSync(`${folder}/weights.bin`, new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const names = {
    tfjsVersion: '1.7.4',
    tmVersion: '2.4.14',
    packageVersion: '0.8.4-alpha2',
    packageName: '@teachablemachine/image',
  };
  writeFileSync(
    `${folder}/metadata.json`,
    JSON.stringify({ ...names, modelName: 'tm-my-image-model', labels, imageSize: size }),
  );
}

await write('catsdogs', ['cat', 'dog'], 11);
await write('carsboats', ['car', 'boat', 'train'], 21);
